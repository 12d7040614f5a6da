"""Sensitive data sent to a chat.

## What it does
Reports data in messages to Slack, Teams, Telegram, DingTalk, WeCom, Feishu and other chats.

## Why is this bad?
All members of the channel see it, now and later, on all their devices; the provider archives it.

## Example
```py
from slack_sdk import WebClient


def alert(client: WebClient, payment):
    client.chat_postMessage(channel="#payments", text=f"stuck: {payment.creditor_iban}")
```

## Use instead
```py
from slack_sdk import WebClient


def alert(client: WebClient, payment):
    client.chat_postMessage(channel="#payments", text=f"stuck: {payment.payment_id}")
```

## References
- [CWE-201: Insertion of Sensitive Information Into Sent Data](https://cwe.mitre.org/data/definitions/201.html)
- [CWE-359: Exposure of Private Personal Information to an Unauthorized Actor](https://cwe.mitre.org/data/definitions/359.html)
"""

from __future__ import annotations

from piilint.rules.rule import Rule

RULE = Rule(
    code="PII404",
    name="chat-message",
    family="send",
    channels=("send.chat",),
    title="Sensitive data sent to a chat",
    message="{element} is sent to a chat by {callee}",
    cwe=(201, 359),
)
