"""What the R and Python package ChannelAttribution computes (Altomare and Loris), written down from its published algorithm, for tests:
`heuristic_models` as it is, and `markov_model` of order 1 with the expectation in place of its simulated walks. Standard library only.

Its conventions:
- Names stand between `>`, without the blanks around them; empty ones are left out.
- First, last and linear touch count conversions and their value; paths that did not convert (`total_null`) count for nothing. Linear:
  a channel that comes twice has two shares.
- The chain goes from a start to conversion or null. A step counts for conversions and nulls together; a channel directly after itself is
  no step. Without `total_null` nobody is lost.
- A conversion is worth what those after the same last channel were worth: one of their values per conversion, drawn by their numbers.
- A channel's removal effect is the share of conversions (of their value) of the walks that came by it. Conversions and value are shared
  out in proportion to these effects.

Reads JSON lines of {"path", "total_conversions", "total_conversion_value", "total_null"}; prints {model: {channel: [credit, value]}}."""
import json
import sys

START, CONVERSION, NULL = "(start)", "(conversion)", "(null)"


def names(path):
    found, name = [], ""
    for char in path + ">":
        if char != ">":
            name += char
            continue
        if name.strip(" "):
            found.append(name.strip(" "))
        name = ""
    return found


def heuristics(rows, channels):
    first, last, linear = ({channel: [0.0, 0.0] for channel in channels} for _ in range(3))
    for path, conversions, value, _ in rows:
        for at, gain in enumerate((conversions, value)):
            first[path[0]][at] += gain
            last[path[-1]][at] += gain
            times = {}
            for channel in path:
                times[channel] = times.get(channel, 0) + gain
            for channel, gained in times.items():
                linear[channel][at] += gained / len(path)
    return {"first": first, "last": last, "linear": linear}


def chain(rows):
    steps, worth = {}, {}

    def step(one, other, count):
        if count > 0:
            row = steps.setdefault(one, {})
            row[other] = row.get(other, 0) + count

    for path, conversions, value, nulls in rows:
        before = START
        for channel in path:
            if channel != before:
                step(before, channel, conversions + nulls)
            before = channel
        step(before, CONVERSION, conversions)
        step(before, NULL, nulls)
        if conversions > 0:
            total, count = worth.get(before, (0, 0))
            worth[before] = (total + value / conversions * conversions, count + conversions)
    return steps, {channel: total / count for channel, (total, count) in worth.items()}


def walked(steps, worth, watched):
    """Conversions and value of a walk on average, and those of walks that came by the watched channel."""
    gained, by = [0.0, 0.0], [0.0, 0.0]
    here = {(START, False): 1.0}
    while sum(here.values()) > 1e-17:
        then = {}
        for (state, came), share in here.items():
            total = sum(steps[state].values())
            for other, count in steps[state].items():
                part = share * count / total
                if other == NULL:
                    continue
                if other != CONVERSION:
                    key = (other, came or other == watched)
                    then[key] = then.get(key, 0) + part
                    continue
                for at, gain in enumerate((part, part * worth[state])):
                    gained[at] += gain
                    if came:
                        by[at] += gain
        here = then
    return gained, by


def markov(rows, channels):
    steps, worth = chain(rows)
    result = {channel: [0.0, 0.0] for channel in channels}
    effects = {}
    for channel in channels:
        gained, by = walked(steps, worth, channel)
        effects[channel] = [part / whole if whole else 0.0 for part, whole in zip(by, gained)]
    for at in (0, 1):
        total = sum(row[1 + at] for row in rows)
        all_effects = sum(effect[at] for effect in effects.values())
        for channel in channels:
            result[channel][at] = effects[channel][at] / all_effects * total if all_effects else 0.0
    return result


rows = []
for line in sys.stdin:
    row = json.loads(line)
    gains = (row["total_conversions"], row["total_conversion_value"], row.get("total_null", 0))
    rows.append((names(row["path"]), *gains))
channels = sorted({channel for path, *_ in rows for channel in path})
print(json.dumps({**heuristics(rows, channels), "markov": markov(rows, channels)}))
