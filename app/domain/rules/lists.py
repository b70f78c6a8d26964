"""Run a list of speakers: open it and cut it off, set its rules, draw lots, decide a place by hand."""

from __future__ import annotations

from app.domain.derived.places import before, in_circle, in_order, kept_behind
from app.domain.derived.slots import settings_of, statement_slot
from app.domain.errors import Invalid, NotFound, Problem, Refused, Sentence
from app.domain.messages import commands as c
from app.domain.messages import events as e
from app.domain.rules import editing, speeches
from app.domain.rules.floor import find, require_not_closed
from app.domain.state.document import canonical_item
from app.domain.state.fields.readers import Calendar, read_instant
from app.domain.state.requests import MOST_REQUESTS, PENDING, ListState, Request, RequestState
from app.domain.state.rundown import Segment
from app.domain.state.session import Session
from app.domain.text import cleaned
from app.domain.values import DAY, Role

Events = tuple[e.AnyEvent, ...]

LONGEST_REASON = 200  # characters
LONGEST_SEED = 300


def open_list(session: Session, command: c.OpenList, now: int) -> Events:
    """Open the list of a segment, again too after a cut-off."""
    require_not_closed(session)
    require_list(session, command.segment)
    if command.most is not None and not 1 <= command.most <= MOST_REQUESTS:
        raise Invalid(Problem("most", Sentence("is a whole number from 1 to {most}", most=MOST_REQUESTS)))
    until = None if command.until is None else _until(session, command.until, now)
    present = session.list_of(command.segment)
    if present.state is ListState.OPEN and (present.until_ms, present.most) == (until, command.most):
        raise Refused("list_open")
    return (e.ListOpened(command.segment, until, command.most),)


def close_list(session: Session, segment: str) -> Events:
    require_list(session, segment)
    if session.list_of(segment).state is ListState.CLOSED:
        raise Refused("list_closed")
    return (e.ListClosed(segment),)


def cut_off_list(session: Session, command: c.CutOffList, role: Role) -> Events:
    """Cut a list off, with the time of each statement left, and with how many of those who wait."""
    require_list(session, command.segment)
    floor_list = session.list_of(command.segment)
    plain = command.slot_ms is None and command.keep is None
    if floor_list.state is ListState.CUT_OFF and plain:
        if role is Role.SYSTEM:
            return ()
        raise Refused("list_cut_off")
    return (cut_off(session, command.segment, command.slot_ms, command.keep),)


def cut_off(session: Session, segment: str, slot_ms: int | None = None, keep: int | None = None) -> e.ListCutOff:
    """Return the event of a cut-off: a slot from a pool is fixed as it is now."""
    floor_list, settings = session.list_of(segment), settings_of(session, segment)
    waiting = [request.id for request in in_order(session, segment)]
    if keep is not None and not 0 <= keep <= len(waiting):
        raise Invalid(
            Problem("keep", Sentence("is {value}; requests that wait: {count}", value=keep, count=len(waiting)))
        )
    if slot_ms is not None and not 0 < slot_ms <= DAY:
        raise Invalid(
            Problem(
                "slot_ms", Sentence("is {value}; it needs to be {least} to {most}", value=slot_ms, least=1, most=DAY)
            )
        )
    fixed = slot_ms if slot_ms is not None else floor_list.slot_ms
    if fixed is None and settings.pool_ms is not None:
        fixed = statement_slot(floor_list, settings)
    return e.ListCutOff(segment, fixed, tuple(waiting[keep:]) if keep is not None else ())


def set_list_rules(session: Session, command: c.SetListRules) -> Events:
    """Set the rules of order; everything else of the list's settings stays."""
    segment = the_list(session, command.segment)
    settings = settings_of(session, segment.id)
    fields = {**canonical_item(settings), "rules": [str(rule) for rule in command.rules]}
    return editing.edit_segment(session, segment.id, {"list": fields})


def draw_lots(session: Session, command: c.DrawLots) -> Events:
    """Publish the seed of the lots, once."""
    segment = the_list(session, command.segment)
    if session.list_of(segment.id).seed is not None:
        raise Refused("lots_seeded")
    return (e.LotsSeeded(segment.id, cleaned("seed", command.seed, 1, LONGEST_SEED)),)


def move_request(session: Session, command: c.MoveRequest) -> Events:
    """Move a waiting request behind another one, or to the front."""
    segment, request = waiting_request(session, command.request)
    after = command.after
    if after is not None:
        where, _ = waiting_request(session, after)
        if where != segment:
            raise Invalid(Problem("after", "is on another list"))
    behind = before(session, segment, request.id)
    if behind == after and request.move is None:
        return ()
    reason = cleaned("reason", command.reason, 0, LONGEST_REASON)
    return placed(session, e.RequestMoved(segment, request.id, after, reason, behind), "after")


def placed(session: Session, event: e.RequestMoved | e.RequestsSwapped, field: str) -> Events:
    """Return an event after which every request that waits still has a place; refuse it if one stood behind itself."""
    if in_circle(speeches.once(session, event, session.at_ms), event.segment):
        raise Invalid(Problem(field, "names the request itself, or a reply to it"))
    return (event,)


def mark_absent(session: Session, command: c.MarkAbsent, now: int) -> Events:
    """Take a speaker who is not there off the front: to the end of their category, the second time off the list.

    If they had been introduced, the next one is, unless it is themselves.
    """
    segment, request = find_request(session, command.request)
    if request.state not in PENDING:
        raise Refused("request_over")
    out = command.out or request.absences > 0
    kept = kept_behind(session, segment, request.id) if out else {}
    absent = e.RequestMarkedAbsent(segment, request.id, out, before(session, segment, request.id), kept)
    called = session.on == segment and request.state is RequestState.INTRODUCED
    following = speeches.introduced_after(session, segment, absent, now) if called else ()
    again = any(isinstance(event, e.RequestIntroduced) and event.request == request.id for event in following)
    return (absent,) if again else (absent, *following)


def count_heard(session: Session, command: c.CountHeard) -> Events:
    """Keep how long speakers of this session spoke in the other sessions of the conference, and the pace there."""
    known = {speaker.id for speaker in session.plan.speakers}
    heard = {id_: ms for id_, ms in command.heard.items() if id_ in known and ms > 0}
    pace = command.pace if min(command.pace.get("mean", 0), command.pace.get("deviation", 0)) > 0 else {}
    counted = e.HeardCounted(heard, pace)
    return (counted,) if counted != e.HeardCounted(dict(session.heard), dict(session.pace_elsewhere)) else ()


def require_list(session: Session, segment: str) -> Segment:
    """Return the segment with this id, which has a list of speakers.

    Raises:
        NotFound: the rundown has none with this id.
        Refused: no_list: it takes no requests.
    """
    present = find(session, segment)
    if present.takes_requests is None:
        raise Refused("no_list")
    return present


def the_list(session: Session, segment: str | None) -> Segment:
    """Return the segment that is meant: the one named, else the one on, else the first whose list is not closed."""
    if segment is not None:
        return require_list(session, segment)
    if session.segment is not None and session.segment.takes_requests is not None:
        return session.segment
    having = [item for item in session.plan.segments if item.takes_requests is not None]
    if not having:
        raise Refused("no_list", "No item of this session takes requests for the floor.")
    active = (item for item in having if session.list_of(item.id).state is not ListState.CLOSED)
    return next(active, having[0])


def find_request(session: Session, request: str) -> tuple[str, Request]:
    """Return a request and the segment on whose list it is.

    Raises:
        NotFound: there is no such request.
    """
    if (known := session.request(request)) is None:
        raise NotFound('request "{request}"', request=request)
    return known


def waiting_request(session: Session, request: str) -> tuple[str, Request]:
    """Return a request that waits, and its segment; refuse any other."""
    segment, known = find_request(session, request)
    if known.state is not RequestState.WAITING:
        raise Refused("request_over")
    return segment, known


def _until(session: Session, until: str | int, now: int) -> int:
    try:
        instant = read_instant(until, Calendar.of(session.plan))
    except Invalid as error:
        raise Invalid(*(Problem("until", problem.what) for problem in error.problems)) from None
    if instant <= now:
        raise Invalid(Problem("until", "has passed already"))
    return instant
