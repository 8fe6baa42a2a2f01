"""From a checkpoint to the int8 ONNX file that the product runs."""

from pathlib import Path

import torch

from training.fit import CrossEncoder

OPSET = 17
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def to_onnx(model: CrossEncoder, file: Path) -> None:
    """Full precision, any batch size and length."""
    model.eval()
    example = tuple(torch.ones(2, 16, dtype=torch.long) for _ in INPUTS)
    axes = {name: {0: "pairs", 1: "tokens"} for name in INPUTS} | {"logits": {0: "pairs"}}
    torch.onnx.export(
        model,
        example,
        str(file),
        input_names=list(INPUTS),
        output_names=["logits"],
        dynamic_axes=axes,
        opset_version=OPSET,
        dynamo=False,
    )


def to_int8(source: Path, target: Path) -> None:
    """Weights in 8 bits, a scale for each channel; activations are quantised as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True)
