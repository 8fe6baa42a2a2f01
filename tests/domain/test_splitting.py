"""A guide page into passages."""

from interviewer.domain.passage import Page
from interviewer.domain.splitting import split_page

BODY = """Lead paragraph.

## What it is
First idea.

### A detail
Deeper.

```python check
# not a heading
## nor this
assert 2 + 2 == 4
```

## Common mistakes
- one
- two
"""


def count(text: str) -> int:
    return len(text.split())


def page(body: str) -> Page:
    return Page(
        id="stats-page", title="A page", topics=("stats.inference",), body=body, source="corpus/guide/stats/page.md"
    )


def test_each_passage_keeps_the_headings_that_lead_to_it() -> None:
    passages = split_page(page(BODY), count)
    assert [p.heading for p in passages] == [
        ("A page",),
        ("A page", "What it is"),
        ("A page", "What it is", "A detail"),
        ("A page", "Common mistakes"),
    ]
    assert passages[2].address == "stats-page#what-it-is"


def test_a_hash_sign_in_code_is_not_a_heading() -> None:
    assert "## nor this" in split_page(page(BODY), count)[2].text


def test_no_passage_is_above_the_limit() -> None:
    long = "## Long\n" + "\n\n".join(f"Paragraph {i} " + "word " * 30 for i in range(10))
    passages = split_page(page(long), count, max_tokens=80)
    assert len(passages) > 3
    assert all(count(p.searchable) <= 80 for p in passages)
    assert " ".join(p.text for p in passages).split() == long.split("\n", 1)[1].split()


def test_the_same_text_keeps_its_id_and_other_text_does_not() -> None:
    first, again = split_page(page(BODY), count), split_page(page(BODY), count)
    assert [p.id for p in first] == [p.id for p in again]
    changed = split_page(page(BODY.replace("First idea.", "Another idea.")), count)
    assert [a.id == b.id for a, b in zip(first, changed, strict=True)] == [True, False, True, True]
