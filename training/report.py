"""How well a checkpoint reads pairs by a writer, and on questions, that it has not seen."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.metrics import confusion_matrix, f1_score, roc_auc_score

from training.fit import RELATIONS, CrossEncoder, predict
from training.pairs import Pair


def show(model: CrossEncoder, tokenizer, sets: Mapping[str, Sequence[Pair]]) -> None:
    """Accuracy, macro-F1, AUC of 'stated', of 'stated' against 'contradicted', recall by style, confusions."""
    for name, pairs in sets.items():
        if pairs:
            _show_one(name, pairs, predict(model, tokenizer, pairs).numpy())


def _show_one(name: str, pairs: Sequence[Pair], probabilities: np.ndarray) -> None:
    true = np.array([RELATIONS.index(next(iter(p.relations))) for p in pairs])
    found = probabilities.argmax(axis=1)
    decided = np.isin(true, (0, 2))
    auc = roc_auc_score(true == 0, probabilities[:, 0])
    direction = roc_auc_score(true[decided] == 0, (probabilities[:, 0] - probabilities[:, 2])[decided])
    print(
        f"{name}: {len(pairs)} pairs, accuracy {(found == true).mean():.3f}, F1 {f1_score(true, found, average='macro'):.3f}"
    )
    print(f"  AUC stated {auc:.3f}, stated against contradicted {direction:.3f}")
    for style in sorted({p.style for p in pairs}):
        rows = [i for i, p in enumerate(pairs) if p.style == style]
        print(f"  {style}: {(found[rows] == true[rows]).mean():.2f} right of {len(rows)}")
    print(confusion_matrix(true, found, labels=range(len(RELATIONS))))
