"""The `behave` command: behave itself, which also knows `-j auto`, and ends with 2 where it can't begin."""

import re
import sys
from collections.abc import Iterator, Sequence

from behave.__main__ import TagExpressionError, run_behave
from behave.configuration import Configuration
from behave.exception import ConfigError

from countersign.results.outlet import output_is_gone

_JOBS = ("-j", "--jobs", "--parallel")
_CANT_BEGIN = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run behave; its own mistakes in reading the command line would look like a red run."""
    try:
        given = list(with_jobs(sys.argv[1:] if arguments is None else arguments))
        return int(run_behave(Configuration(given)))
    except (ConfigError, TagExpressionError) as error:
        print(f"countersign: {error}; nothing was run, correct the command.", file=sys.stderr)
    except re.error as error:
        print(f"countersign: --name is no regular expression ({error}): correct it.", file=sys.stderr)
    except OSError as error:
        if not output_is_gone(error):
            raise
    except KeyboardInterrupt:
        print("countersign: interrupted before anything was run", file=sys.stderr)
    return _CANT_BEGIN


def with_jobs(arguments: Sequence[str]) -> Iterator[str]:
    """The arguments with `-j auto` as behave can read it: as no number of jobs in particular."""
    before = ""
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if before in _JOBS and argument == "auto":
            yield "0"
        elif name in _JOBS and equals and value == "auto":
            yield f"{name}=0"
        else:
            yield "-j0" if argument == "-jauto" else argument
        before = argument
