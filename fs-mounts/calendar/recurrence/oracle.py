# What libical and dateutil make of recurrence rules: a JSON object {rule, start, count} a line in, {libical, dateutil} a line out, each a
# list of times (yyyymmddThhmmss), or null where it refuses the rule, does not know it, or takes longer than a second.
import json
import os
import signal
import sys


def with_libical(rule, start, count):
    from gi.repository import ICalGLib

    recurrence = ICalGLib.Recurrence.new_from_string(rule)
    if recurrence is None:
        return None
    iterator = ICalGLib.RecurIterator.new(recurrence, ICalGLib.Time.new_from_string(start))
    if iterator is None:
        return None
    times = []
    while len(times) < count:
        time = iterator.next()
        if time is None or time.is_null_time():
            break
        times.append(time.as_ical_string())
    return times


def with_dateutil(rule, start, count):
    from datetime import datetime
    from itertools import islice

    from dateutil.rrule import rrulestr

    is_date = "T" not in start
    parsed = datetime.strptime(start, "%Y%m%d" if is_date else "%Y%m%dT%H%M%S")
    form = "%Y%m%d" if is_date else "%Y%m%dT%H%M%S"
    return [time.strftime(form) for time in islice(rrulestr(rule, dtstart=parsed), count)]


def bounded(work, *arguments):
    """The result of the work in a process of its own: neither library can be stopped from within."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        signal.setitimer(signal.ITIMER_REAL, 1)
        try:
            result = work(*arguments)
        except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError):
            result = None
        with os.fdopen(write, "w") as out:
            json.dump(result, out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else None


try:
    import gi

    gi.require_version("ICalGLib", "3.0")
    from gi.repository import ICalGLib  # noqa: F401
except (ImportError, ValueError):
    with_libical = None
try:
    import dateutil.rrule  # noqa: F401
except ImportError:
    with_dateutil = None

for line in sys.stdin:
    case = json.loads(line)
    arguments = (case["rule"], case["start"], case["count"])
    answer = {}
    if with_libical is not None:
        answer["libical"] = bounded(with_libical, *arguments)
    if with_dateutil is not None:
        answer["dateutil"] = bounded(with_dateutil, *arguments)
    print(json.dumps(answer), flush=True)
