"""How much of the processor a call takes, whatever else the process has to do."""

import gc
import time


def seconds_of(call):
    """Return the processor seconds of a call; the garbage of the whole suite is not searched meanwhile, for that is not its own."""
    gc.disable()
    try:
        start = time.process_time()
        call()
        return time.process_time() - start
    finally:
        gc.enable()
