"""What a user can do wrong, said in one sentence."""


class UserError(Exception):
    """Something the user can mend: a missing variable, a wrong URL, a malformed file, a stopped service.

    The message is one clear sentence that names the file or variable and the mend. It ends the run (or
    the command) with exit code 2, without a traceback and before anything is reported as tested.
    """


class UndecidedError(Exception):
    """What a scenario is about could not be found out in time: it is neither right nor wrong.

    The message says what was waited for, how long, and what was known by then. The scenario ends undecided,
    and its run is inconclusive.
    """


class RefusedError(Exception):
    """A stand-in or a clock did not do what the suite asked of it."""
