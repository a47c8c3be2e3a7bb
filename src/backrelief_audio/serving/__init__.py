"""A folder of sessions on the local network: who may ask for what, what they get, and the server that runs.

``app`` answers, guarded by ``guards``; ``sending`` has what an answer is made of; ``listening`` and ``running`` are the
server; ``network`` says where this machine can be reached, ``qr`` shows it to a camera, ``token`` keeps the secret part
of the address.
"""
