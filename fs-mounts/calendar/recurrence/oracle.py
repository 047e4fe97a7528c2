# What libical and dateutil make of recurrence rules: a JSON object {rule, start, count} a line in, {libical, dateutil} a line out, each a
# list of times (yyyymmddThhmmss), or null where it refuses the rule, does not know it, or takes longer than
# 0.3 s; what is not among the case's `peers` is not asked. A case that is to be `alone` leaves nothing behind for the next one (ICU keeps
# years of Chinese calendars, and then says other things of them).
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


def answers(name, work, cases):
    """The work's result for each case, in processes of their own: neither library can be stopped from within."""
    results = []
    while len(results) < len(cases):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            with os.fdopen(write, "w") as out:
                for case in cases[len(results) :]:
                    if name not in case["peers"]:
                        out.write("null\n")
                        continue
                    signal.setitimer(signal.ITIMER_VIRTUAL, 0.3)
                    try:
                        result = work(case["rule"], case["start"], case["count"])
                    except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError):
                        result = None
                    out.write(json.dumps(result) + "\n")
                    out.flush()
                    if case.get("alone"):
                        os._exit(0)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as lines:
            results.extend(json.loads(line) for line in lines)
        _, status = os.waitpid(child, 0)
        if status != 0:
            results.append(None)  # it took too long
    return results


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

cases = [json.loads(line) for line in sys.stdin]
found = {
    name: answers(name, work, cases)
    for name, work in (("libical", with_libical), ("dateutil", with_dateutil))
    if work is not None
}
for index in range(len(cases)):
    print(json.dumps({name: results[index] for name, results in found.items()}))
