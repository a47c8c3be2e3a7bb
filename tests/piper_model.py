"""A Piper model small enough for tests, with the inputs and outputs of a real one, that shows what it was given.

Each phoneme id lasts ``WIDTH`` frames of ``HOP`` samples times the length scale, rounded up: ``FRAMES`` at 1.
The sound is a tone whose height depends on the ids; its first three samples are the scales, divided by ``SHOWN``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper
from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

RATE = 22_050
HOP = 256
WIDTH = 2.9
FRAMES = 3
SHOWN = 8.0

CONFIG: dict[str, Any] = {
    "audio": {"sample_rate": RATE, "quality": "medium"},
    "espeak": {"voice": "en-us"},
    "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
    "phoneme_type": "espeak",
    "phoneme_map": {},
    "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
    "num_symbols": 256,
    "num_speakers": 1,
    "speaker_id_map": {},
    "piper_version": "1.0.0",
    "language": {"code": "en_US", "family": "en", "region": "US", "name_english": "English"},
    "dataset": "tiny",
}
"""The keys of a real configuration."""


def write_model(folder: Path, name: str = "en_US-tiny-medium", **changes: Any) -> Path:
    """A model and its configuration, with keys changed; the path of the .onnx file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    path.write_bytes(model())
    Path(f"{path}.json").write_text(json.dumps({**CONFIG, **changes}), encoding="utf-8")
    return path


def scales(samples: NDArray[Any]) -> tuple[float, float, float]:
    """Noise scale, length scale and noise w scale, as the model was given them."""
    noise, length, noise_w = (round(float(value) * SHOWN, 5) for value in samples[:3])
    return noise, length, noise_w


def model() -> bytes:
    """The model as it stands in a file."""
    numbers = {
        "zero": np.int64(0), "one": np.int64(1), "first": np.array([3]), "end": np.array([2**62]),
        "whole": np.array([1, 1, -1]), "frames": np.float32(WIDTH), "hop": np.float32(HOP), "shown": np.float32(SHOWN),
        "least": np.float32(120.0), "half": np.float32(0.5), "turn": np.float32(2 * np.pi / RATE),
        "nought": np.float32(0.0),
    }  # fmt: skip
    steps = [
        ("Gather", ["scales", "one"], "length"),
        ("Cast", ["input"], "ids", {"to": TensorProto.FLOAT}),
        ("Mul", ["ids", "nought"], "nothing"),
        ("Mul", ["length", "frames"], "width"),
        ("Add", ["nothing", "width"], "w"),
        ("Ceil", ["w"], "w_ceil"),
        ("ReduceSum", ["w_ceil"], "all_frames", {"keepdims": 0}),
        ("Mul", ["all_frames", "hop"], "size"),
        ("Cast", ["size"], "count", {"to": TensorProto.INT64}),
        ("Range", ["zero", "count", "one"], "steps"),
        ("Cast", ["steps"], "at", {"to": TensorProto.FLOAT}),
        ("ReduceMean", ["ids"], "mean", {"keepdims": 0}),
        ("Add", ["mean", "least"], "hertz"),
        ("Mul", ["hertz", "turn"], "speed"),
        ("Mul", ["at", "speed"], "phase"),
        ("Sin", ["phase"], "sine"),
        ("Mul", ["sine", "half"], "tone"),
        ("Slice", ["tone", "first", "end"], "rest"),
        ("Div", ["scales", "shown"], "told"),
        ("Concat", ["told", "rest"], "sound", {"axis": 0}),
        ("Reshape", ["sound", "whole"], "output"),
    ]
    nodes = [helper.make_node(kind, given, [made], **dict(*more)) for kind, given, made, *more in steps]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info("input", TensorProto.INT64, ["batch", "phonemes"]),
            helper.make_tensor_value_info("input_lengths", TensorProto.INT64, ["batch"]),
            helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        ],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "time"])],
        [onnx.numpy_helper.from_array(np.asarray(value), name) for name, value in numbers.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return bytes(made.SerializeToString())
