"""`piilint explain`: a rule's page, or what is known of an element or a name."""

from __future__ import annotations

import click

from piilint.model.errors import UsageError


@click.command("explain")
@click.argument("subject")
@click.option("--owner", multiple=True, help="Who owns the name: a variable, class or table; the nearest first.")
def command(subject: str, owner: tuple[str, ...]) -> None:
    """Explain a rule (PII101, log-message), an element (iban), or how an identifier (acctNo) is judged."""
    from piilint.rules import all_rules, page

    for rule in all_rules():
        if subject.upper() == rule.code or subject == rule.name:
            click.echo(f"# {rule.code}: {rule.title} ({rule.name})\n\n{page(rule)}")
            return
    from piilint.catalogue.load import load

    catalogue = load()
    element = catalogue.elements.get(subject)
    if element is not None:
        click.echo(
            f"{element.key}: {element.title.get('en', '')} ({element.title.get('zh', '')})\nlevel: {element.level}"
        )
        click.echo(f"words: {', '.join(element.strong[:30])}" + (" …" if len(element.strong) > 30 else ""))
        if element.weak:
            click.echo(f"in context: {', '.join(element.weak[:30])}")
        return
    match = catalogue.names.classify(subject, owner)
    if match is None:
        about = catalogue.names.describes(subject)
        if not subject.replace("_", "").replace("-", "").isidentifier():
            raise UsageError(f"{subject!r} is neither a rule nor an element nor a name")
        click.echo(f"{subject}: {about or 'nothing sensitive by its name'}")
        return
    click.echo(f"{subject}: {match.element} ({match.level}), {match.confidence} confidence: {match.why}")
