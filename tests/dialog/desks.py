"""What tests of the desk share: two owners, dangerous words, and ways to look behind it."""

ME, YOU = "my secret token", "your secret token"
EVIL = "<img src=x onerror=alert(1)>"
PAGE = {"owner", "session", "chat", "stage", "card", "prompt", "strip", "sessions", "notice"}


def say(desk, text, session="", owner=ME, **more):
    *_, shown = desk.say(owner, session, text, **more)
    return shown


def words(desk, session):
    """What was said, as the store has it."""
    rows = desk.store.chain(session, desk.store.session(session).tip)
    return [row.turn.request.text for row in rows]


def outcomes(desk, session):
    return [row.turn.outcome for row in desk.store.chain(session, desk.store.session(session).tip)]


def until_drawing(shown):
    """Runs to the first step with a preview; the drawing then waits for its next turn."""
    return next(one for one in shown if "base64" in one.get("stage", ""))
