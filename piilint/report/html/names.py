"""What channels are called in a report."""

from __future__ import annotations

from piilint.catalogue.channels import channels
from piilint.language import Language
from piilint.rules import rule_by_channel


def channel_name(key: str, language: Language) -> str:
    """What happens in a channel ("logged"), or what its rule is about if it isn't a way out."""
    channel = channels().get(key)
    if channel is not None:
        return channel.title.get(language.code) or channel.title["en"]
    rule = rule_by_channel().get(key)
    return language.say(rule.title) if rule else key
