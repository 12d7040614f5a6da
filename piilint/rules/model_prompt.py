"""Sensitive data sent to a language model.

## What it does
Reports data in prompts, messages and tool results that are sent to a language model.

## Why is this bad?
The provider may keep prompts, review them, or train on them; what a model has learnt can't be deleted.

## Example
```py
from openai import OpenAI


def explain(client: OpenAI, statement):
    client.responses.create(model="gpt-5", input=f"Explain this entry: {statement.narrative}")
```

## Use instead
```py
from openai import OpenAI


def explain(client: OpenAI, statement):
    client.responses.create(model="gpt-5", input=f"Explain the entry type {statement.type_code}")
```

## References
- [CWE-201: Insertion of Sensitive Information Into Sent Data](https://cwe.mitre.org/data/definitions/201.html)
- [CWE-359: Exposure of Private Personal Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/359.html)
- [OWASP LLM02:2025 Sensitive Information Disclosure](https://genai.owasp.org/llmrisk/llm022025-sensitive-information-disclosure/)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII406",
    name="model-prompt",
    family="send",
    channels=("send.model",),
    title="Sensitive data sent to a language model",
    message="{element} is sent to a language model by {callee}",
    cwe=(201, 359),
)
