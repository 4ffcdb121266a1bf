"""How much of the processor a call takes, whatever else the machine is doing."""

import gc
import time


def seconds_of(call, enough, times=3):
    """Return the processor seconds of a call: its first time within `enough`, else the best of three, for a collection of the whole suite's garbage or a cold cache is not the call's own."""
    best = float("inf")
    for _ in range(times):
        gc.disable()
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
        gc.enable()
        if best < enough:
            break
    return best
