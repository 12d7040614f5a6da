"""Sensitive data printed to the console.

## What it does
Reports data that is printed: `print`, `pprint`, writes to the standard streams, console libraries.

## Why is this bad?
A server's standard output is its log. On a desk it stays in the scrollback, in recordings, and in the output that CI keeps.

## Example
```py
def show(statement):
    print(f"{statement.iban}: {statement.closing_balance}")
```

## Use instead
```py
def show(statement):
    print(f"…{statement.iban[-4:]}: {len(statement.transactions)} transactions")
```

## References
- [CWE-532: Insertion of Sensitive Information into Log File](https://cwe.mitre.org/data/definitions/532.html)
- [CWE-200: Exposure of Sensitive Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/200.html)
- [OWASP Logging Cheat Sheet: data to exclude](https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII201",
    name="print-console",
    family="print",
    channels=("print.console",),
    title="Sensitive data printed to the console",
    message="{element} is printed in the clear by {callee}",
    cwe=(532, 200),
)
