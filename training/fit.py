"""Fine-tunes a cross-encoder from the MiniLM weights that the product already has."""

import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel, AutoTokenizer

from interviewer.domain.relation import Relation
from training.pairs import Pair

RELATIONS = tuple(Relation)
MAX_TOKENS = 160
BATCH = 32
LEARNING_RATE = 6e-5
WARM_UP = 0.06


class CrossEncoder(nn.Module):
    """The encoder, and one linear layer over its first vector and the mean of all."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        width = self.encoder.config.hidden_size
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(2 * width, len(RELATIONS))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Logits, shape (pairs, relations)."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(self.dropout(torch.cat([hidden[:, 0], mean], dim=-1)))


def load_tokenizer(folder: str):  # transformers gives no usable type
    return AutoTokenizer.from_pretrained(folder)


def encode(tokenizer, pairs: Sequence[Pair]) -> dict[str, Tensor]:
    found = tokenizer(
        [p.claim for p in pairs],
        [p.said for p in pairs],
        truncation="only_second",
        max_length=MAX_TOKENS,
        padding=True,
        return_tensors="pt",
    )
    return {name: found[name] for name in ("input_ids", "attention_mask", "token_type_ids")}


def set_loss(logits: Tensor, pairs: Sequence[Pair], weight: Tensor) -> Tensor:
    """-log P(any label that the source leaves possible), weighted by the kind of source."""
    allowed = torch.tensor([[r in p.relations for r in RELATIONS] for p in pairs])
    log_p = torch.log_softmax(logits, dim=-1).masked_fill(~allowed, -math.inf).logsumexp(-1)
    return -(log_p * weight).sum() / weight.sum()


def fit(
    model: CrossEncoder,
    tokenizer,
    epochs: Sequence[Callable[[random.Random], Sequence[Pair]]],
    *,
    seed: int,
    weight_of: Callable[[Pair], float] = lambda pair: 1.0,
    learning_rate: float = LEARNING_RATE,
    say: Callable[[str], None] = print,
) -> None:
    """Train on what each of `epochs` draws, with linear warm-up and decay. Word vectors stay as they are."""
    rng = random.Random(seed)
    torch.manual_seed(seed)
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    drawn = [list(draw(rng)) for draw in epochs]
    total = sum(math.ceil(len(d) / BATCH) for d in drawn)
    head = [p for n, p in model.named_parameters() if n.startswith("head")]
    body = [p for n, p in model.named_parameters() if not n.startswith("head") and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": learning_rate}, {"params": head, "lr": 10 * learning_rate}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (WARM_UP * total), max(0.0, (total - step) / total))
    )
    step, seen, started = 0, 0.0, time.monotonic()
    for epoch, pairs in enumerate(drawn):
        for batch in _batches(pairs, rng):
            model.train()
            weight = torch.tensor([weight_of(p) for p in batch])
            loss = set_loss(model(**encode(tokenizer, batch)), batch, weight)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step, seen = step + 1, 0.98 * seen + 0.02 * float(loss.detach())
            if step % 50 == 0:
                spent = time.monotonic() - started
                say(f"epoch {epoch + 1} step {step}/{total} loss {seen / (1 - 0.98**step):.3f} {spent:.0f} s")


def _batches(pairs: list[Pair], rng: random.Random) -> list[list[Pair]]:
    """Batches of like length, in random order: padding is a third of the work otherwise."""
    jittered = sorted(pairs, key=lambda p: len(p.claim) + len(p.said) + rng.uniform(-40, 40))
    batches = [jittered[i : i + BATCH] for i in range(0, len(jittered), BATCH)]
    rng.shuffle(batches)
    return batches


@torch.inference_mode()
def predict(model: CrossEncoder, tokenizer, pairs: Sequence[Pair]) -> Tensor:
    """Probabilities, shape (pairs, relations)."""
    model.eval()
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i].claim) + len(pairs[i].said))
    found = torch.zeros(len(pairs), len(RELATIONS))
    for start in range(0, len(order), 64):
        part = order[start : start + 64]
        found[part] = torch.softmax(model(**encode(tokenizer, [pairs[i] for i in part])), dim=-1)
    return found


def save(model: CrossEncoder, file: Path) -> None:
    torch.save(model.state_dict(), file)
