"""All verbs (design §11). What a verb needs is imported when it runs, so that help and usage errors come at once."""

from __future__ import annotations

import typer

from oneone.commands import (
    accounts,
    agendas,
    demo,
    doctor,
    numbers,
    pairs,
    preview,
    read,
    records,
    sandbox,
    standing,
    timers,
)

app = typer.Typer(
    help="Keeps sales 1:1s alive in the OneNote notebook that manager and rep already share.",
    epilog="New here? `oneone demo` shows two weeks of 1:1s on this machine, without any account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help loads in a third of the time
)
app.command("demo")(demo.demo)
app.command("sandbox")(sandbox.sandbox)
app.add_typer(pairs.app, name="pairs")
app.add_typer(numbers.app, name="numbers")
app.command("due")(timers.due)
app.command("run")(timers.run)
app.command("prepare")(timers.prepare)
app.command("scan")(timers.scan)
app.command("read")(read.read)
app.command("preview")(preview.preview)
app.command("commitments")(standing.commitments)
app.command("status")(standing.status)
app.add_typer(agendas.app, name="agenda")
app.add_typer(accounts.app, name="accounts")
app.command("doctor")(doctor.doctor)
app.command("export")(records.export)
app.command("forget")(records.forget)
