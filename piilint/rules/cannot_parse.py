"""A file that can't be read or parsed.

## What it does
Reports files that can't be read, decoded or parsed, or that are too large to be analysed. They stand among the report's problems.

## Why is this bad?
What isn't analysed isn't clean. `--strict` makes it fail the run.

## Example
```py
def broken(:
    pass
```

## Use instead
```py
def whole():
    pass
```

## References

"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII900",
    name="cannot-parse",
    family="meta",
    channels=("meta.cannot-parse",),
    title="A file that can't be read or parsed",
    message="{detail}",
    cwe=(),
)
