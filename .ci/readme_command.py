"""Print one of README's commands: the code block that follows the comment ``<!-- command: NAME -->``."""

import pathlib
import re
import sys

name = sys.argv[1]
readme = (pathlib.Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
found = re.findall(rf"<!-- command: {re.escape(name)} -->\n```sh\n(.+?)\n```", readme, flags=re.DOTALL)
if len(found) != 1:
    sys.exit(f"README.md has {len(found)} commands named {name!r}; there must be one")
print(found[0])
