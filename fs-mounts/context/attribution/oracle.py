"""Attribution computed another way, for tests: the chain of the R package ChannelAttribution with each channel taken out and its linear
system solved; Shapley values by all coalitions. Standard library only.

Reads JSON lines of {"path", "total_conversions", "total_conversion_value", "total_null"}; prints {model: {channel: [credit, value]}}."""
import itertools
import json
import math
import sys


def solve(matrix, right):
    """Gauss with column pivots; a variable that no equation determines is 0."""
    size = len(matrix)
    rows = [row[:] + [b] for row, b in zip(matrix, right)]
    for column in range(size):
        pivot = max(range(column, size), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        if abs(rows[column][column]) < 1e-300:
            continue
        for row in range(size):
            if row != column and rows[row][column] != 0:
                factor = rows[row][column] / rows[column][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column])]
    return [row[size] / row[at] if abs(row[at]) > 1e-300 else 0.0 for at, row in enumerate(rows)]


def markov(paths, channels):
    """The states are the start, the channels, conversion and null; whoever comes to a channel that was taken out goes to null."""
    counts = {}
    worth = {}
    for touches, conversions, value, nulls in paths:
        states = ["start", *touches]
        for one, other in zip(states, states[1:]):
            step = counts.setdefault(one, {})
            step[other] = step.get(other, 0) + conversions + nulls
        step = counts.setdefault(states[-1], {})
        step["conversion"] = step.get("conversion", 0) + conversions
        step["null"] = step.get("null", 0) + nulls
        worth[states[-1]] = worth.get(states[-1], 0) + value

    states = ["start", *channels]

    def gain(without, by_value):
        rows, right = [], []
        for state in states:
            row = [1.0 if other == state else 0.0 for other in states]
            steps = counts.get(state, {})
            total = sum(steps.values())
            earned = 0.0
            if state != without and total > 0:
                for at, other in enumerate(states):
                    row[at] -= steps.get(other, 0) / total
                earned = (worth.get(state, 0) if by_value else steps.get("conversion", 0)) / total
            rows.append(row)
            right.append(earned)
        return solve(rows, right)[0]

    shares = []
    for by_value in (False, True):
        whole = gain(None, by_value)
        effects = {channel: 1 - gain(channel, by_value) / whole if whole else 0.0 for channel in channels}
        total = sum(path[2 if by_value else 1] for path in paths)
        all_effects = sum(effects.values())
        shares.append({channel: effect / all_effects * total if all_effects else 0.0 for channel, effect in effects.items()})
    return {channel: [share[channel] for share in shares] for channel in channels}


def shapley(paths, channels):
    """A coalition is worth what all paths within it have gained; each channel earns what it adds, weighted over all orders of joining."""
    size = len(channels)
    number = {channel: at for at, channel in enumerate(channels)}
    worth = [[0.0, 0.0] for _ in range(1 << size)]
    for touches, conversions, value, _ in paths:
        mask = 0
        for touch in touches:
            mask |= 1 << number[touch]
        worth[mask][0] += conversions
        worth[mask][1] += value
    for bit in range(size):
        for mask in range(1 << size):
            if mask >> bit & 1:
                for at in (0, 1):
                    worth[mask][at] += worth[mask ^ (1 << bit)][at]
    result = {}
    for channel, bit in number.items():
        others = [1 << at for at in range(size) if at != bit]
        earned = [0.0, 0.0]
        for count in range(size):
            weight = math.factorial(count) * math.factorial(size - count - 1) / math.factorial(size)
            for chosen in itertools.combinations(others, count):
                mask = sum(chosen)
                for at in (0, 1):
                    earned[at] += weight * (worth[mask | 1 << bit][at] - worth[mask][at])
        result[channel] = earned
    return result


def weighted(paths, channels, weigh):
    result = {channel: [0.0, 0.0] for channel in channels}
    for touches, conversions, value, _ in paths:
        for touch, weight in zip(touches, weigh(len(touches))):
            result[touch][0] += weight * conversions
            result[touch][1] += weight * value
    return result


def position(length):
    if length <= 2:
        return [1 / length] * length
    return [0.4] + [0.2 / (length - 2)] * (length - 2) + [0.4]


def decay(length):
    weights = [2.0**at for at in range(length)]
    return [weight / sum(weights) for weight in weights]


paths = []
for line in sys.stdin:
    row = json.loads(line)
    touches = [touch.strip() for touch in row["path"].split(">")]
    paths.append((touches, row["total_conversions"], row["total_conversion_value"], row["total_null"]))
channels = sorted({touch for path in paths for touch in path[0]})
print(
    json.dumps(
        {
            "first": weighted(paths, channels, lambda length: [1] + [0] * (length - 1)),
            "last": weighted(paths, channels, lambda length: [0] * (length - 1) + [1]),
            "linear": weighted(paths, channels, lambda length: [1 / length] * length),
            "position": weighted(paths, channels, position),
            "decay": weighted(paths, channels, decay),
            "markov": markov(paths, channels),
            "shapley": shapley(paths, channels),
        }
    )
)
