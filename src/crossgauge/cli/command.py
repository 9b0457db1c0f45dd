"""The command with its verbs, and what becomes of errors: a message and an exit code, never a traceback."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from crossgauge.cli.ahead import ahead
from crossgauge.cli.balance import balance
from crossgauge.cli.brief import brief
from crossgauge.cli.calibrate import calibrate
from crossgauge.cli.compare import compare
from crossgauge.cli.ensemble import ensemble
from crossgauge.cli.events import begin_events, tell_end, tell_error
from crossgauge.cli.facilities import facilities
from crossgauge.cli.facts import facts
from crossgauge.cli.flows import flows
from crossgauge.cli.forecast import forecast
from crossgauge.cli.formats_in import imported
from crossgauge.cli.formats_out import exported
from crossgauge.cli.indicators import indicators
from crossgauge.cli.invest import invest
from crossgauge.cli.observe import observe
from crossgauge.cli.pipes import pipes
from crossgauge.cli.project import check, init, schema, version
from crossgauge.cli.route import route
from crossgauge.cli.run import run
from crossgauge.cli.scenarios import apply, scenarios
from crossgauge.cli.sensitivity import sensitivity
from crossgauge.cli.serve import serve
from crossgauge.cli.streams import is_pacified, reader_gone
from crossgauge.cli.timeline import timeline
from crossgauge.cli.trace import trace
from crossgauge.cli.trade import trade
from crossgauge.cli.travel import travel
from crossgauge.cli.worth import worth
from crossgauge.errors import CrossgaugeError

FINE, UNEXPECTED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
EPILOG = """
[bold]Exit codes[/bold]: 0 done; 1 unexpected (a defect: please report it); 2 bad input: project, options, folder or
disk; 3 units wait for what can never come; 130 interrupted by Ctrl-C.

[bold]Try[/bold]: crossgauge run | crossgauge compare base second-track | crossgauge forecast horgos --count 2000 --year
2024 | crossgauge init mine && crossgauge check mine
"""
ABOUT = """Simulate border crossings unit by unit, for years, and read where the queue is.

Without a folder the embedded network is taken: railways, roads, pipelines and the cooperation centre between
China and Kazakhstan.
"""
STOPPED_TEXT = "interrupted. Finished replicas are kept; the same command goes on from them."
HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="crossgauge",
    help=ABOUT,
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings=HELP,
)
QUESTIONS: dict[str, tuple[Callable[..., None], ...]] = {
    "Where is the queue?": (run, trace),
    "How are we doing?": (indicators, observe, facts, forecast, ahead, calibrate),
    "What if?": (scenarios, compare, sensitivity, apply),
    "What first?": (invest,),
    "Which way will it go?": (route, flows, balance),
    "What flows in pipes?": (pipes,),
    "Who and what crosses?": (travel, facilities, timeline),
    "What is it worth?": (worth,),
    "Tell the decision makers": (serve, brief),
    "A network of your own": (init, check, schema, version),
}
for question, verbs in QUESTIONS.items():
    for verb in verbs:
        app.command(context_settings=HELP, rich_help_panel=question)(verb)
app.add_typer(ensemble, name="ensemble", context_settings=HELP, rich_help_panel="What if?")
app.add_typer(trade, name="trade", context_settings=HELP, rich_help_panel="What is it worth?")
for name, formats in (("import", imported), ("export", exported)):
    app.add_typer(formats, name=name, context_settings=HELP, rich_help_panel="A network of your own")


def version_alone(asked: bool) -> None:
    """The version as `crossgauge version` tells it, and nothing else."""
    if asked:
        version()
        raise typer.Exit


@app.callback()
def every(
    debug: bool = typer.Option(
        False, "--debug", help="Show the traceback of an unexpected error.", is_eager=True
    ),
    told: bool = typer.Option(
        False, "--version", help="Print the version, and end.", is_eager=True, callback=version_alone
    ),
    events: bool = typer.Option(
        False, "--events", help="For programs: progress and errors as lines of JSON, and end with standard input."
    ),
) -> None:
    """Options of every verb."""
    if debug:
        os.environ["CROSSGAUGE_DEBUG"] = "1"
    if events:
        begin_events()


app.callback()(every)
every.__doc__ = ABOUT


def run_command(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command; messages go to standard error, and to whoever wants events."""
    code = exit_code(arguments)
    tell_end(code)
    return code


def exit_code(arguments: Sequence[str] | None) -> int:
    """The exit code of the command, having told of errors."""
    try:
        answer = app(args=arguments, standalone_mode=False)
    except CrossgaugeError as error:
        return complain(str(error), error.exit_code, error)
    except (KeyboardInterrupt, typer.Abort) as error:
        return complain(STOPPED_TEXT, INTERRUPTED, error)
    except BrokenPipeError:
        reader_gone()
        return FINE
    except SystemExit:
        if not is_pacified():
            raise
        reader_gone()
        return FINE
    except Exception as error:
        return unexpected(error)
    if answer == INTERRUPTED:  # typer's own answer to Ctrl-C
        return complain(STOPPED_TEXT, INTERRUPTED, KeyboardInterrupt())
    return answer if isinstance(answer, int) else FINE


def unexpected(error: Exception) -> int:
    """Tell of a usage error in typer's own words, of a defect in ours."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        if not hasattr(error, "show"):
            return complain(error.format_message(), int(error.exit_code), error)
        error.show()
        sys.stderr.write(project_hint(error))
        tell_error(error, error.format_message(), int(error.exit_code))
        return int(error.exit_code)
    if isinstance(error, OSError):
        text = f"{error.filename or 'the system'}: {error.strerror or error}"
        return complain(text, BAD_INPUT, error)
    if os.environ.get("CROSSGAUGE_DEBUG"):
        import traceback

        traceback.print_exception(error)
    first = (str(error).splitlines() or [""])[0]
    hint = (
        "This is a defect of Crossgauge. `crossgauge --debug …` shows where; please report it with that text."
    )
    return complain(f"unexpected: {type(error).__name__}: {first}\n{hint}", UNEXPECTED, error)


def project_hint(error: Exception) -> str:
    """How a verb is told of a project, where it took a folder for a word too many; '' elsewhere."""
    context: Any = getattr(error, "ctx", None)
    if context is None or "extra argument" not in str(getattr(error, "message", "")):
        return ""
    if not any("--project" in one.opts for one in context.command.params):
        return ""
    return f"A project folder is told by --project: crossgauge {context.info_name} --project FOLDER\n"


def complain(text: str, code: int, error: BaseException) -> int:
    """Write a message to standard error, tell it to whoever wants events, and give the code back."""
    sys.stderr.write(f"crossgauge: {text}\n")
    tell_error(error, text, code)
    return code
