"""The operators' command line: `python -m bank_mended.ops --help`."""

from __future__ import annotations

import logging
import os
import sys
from decimal import Decimal
from pathlib import Path

import click

from .accounts import AccountService
from .export import for_analysts, summary, to_csv, to_json
from .importers import import_file
from .logsetup import configure
from .masking import mask_iban
from .notify import Notifier
from .repository import LedgerRepository, UnknownAccount
from .sealing import Sealer

logger = logging.getLogger(__name__)

FORMATS = {"csv": to_csv, "json": to_json, "analysts": for_analysts, "summary": summary}


@click.group()
@click.option("--database", default="ledger.db", show_default=True)
@click.option("--verbose", is_flag=True)
@click.pass_context
def cli(context: click.Context, database: str, verbose: bool) -> None:
    """Look after the ledger."""
    configure(verbose)
    user = os.environ.get("LEDGER_USER", "ops")
    logger.debug("opening %s as %s", database, user)  # OK
    context.obj = lambda: LedgerRepository(database, Sealer(), os.environ["BANK_REFERENCE_KEY"].encode("ascii"))


@cli.command()
@click.argument("account_id", type=int)
@click.pass_context
def show(context: click.Context, account_id: int) -> None:
    """Show one account."""
    repository: LedgerRepository = context.obj()
    try:
        account = repository.find(account_id)
    except UnknownAccount as unknown:
        raise click.ClickException(str(unknown)) from unknown  # OK
    click.echo(f"account {account.account_id} ({mask_iban(account.iban)}): {account.status}")  # OK


@cli.command("book")
@click.argument("account_id", type=int)
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.pass_context
def book_files(context: click.Context, account_id: int, files: tuple[Path, ...]) -> None:
    """Book statement files into one account."""
    service = AccountService(context.obj(), Notifier())
    for path in files:
        statement = service.book_file(account_id, path)
        if statement is None:
            click.echo(f"{path.name}: refused, see the log", err=True)  # OK
            continue
        sys.stdout.write(f"{path.name}: {statement.statement_id} booked\n")  # OK
        click.echo(f"{path.name}: {len(statement.transactions)} entries")  # OK


@cli.command()
@click.argument("limit", type=Decimal, default="0")
@click.pass_context
def overdrawn(context: click.Context, limit: Decimal) -> None:
    """List accounts below a limit."""
    repository: LedgerRepository = context.obj()
    accounts = list(repository.overdrawn(limit))
    for account in accounts:
        click.secho(str(account), fg="red")  # OK
    click.echo(f"{len(accounts)} accounts")  # OK


@cli.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "target_format", type=click.Choice(sorted(FORMATS)), default="csv")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."))
def export(file: Path, target_format: str, folder: Path) -> None:
    """Convert a statement file."""
    target = FORMATS[target_format](import_file(file), folder)
    click.echo(f"wrote {target}")  # OK


if __name__ == "__main__":
    cli()
