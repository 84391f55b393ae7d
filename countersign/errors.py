"""What a user can do wrong, said in one sentence."""


class UserError(Exception):
    """Something the user can mend: a missing variable, a wrong URL, a malformed file, a stopped service.

    The message is one clear sentence that names the file or variable and the mend. It ends the run (or
    the command) with exit code 2, without a traceback and before anything is reported as tested.
    """


class RefusedError(Exception):
    """A stand-in or a clock did not do what the suite asked of it."""
