"""One measurement of the Python library lifetimes on the customers that libs/clv was measured on.

Arguments: the customers, the answer of perennial.main.js as JSON, a file for the values. Prints JSON.
"""

import json
import sys
import time
import warnings

import lifetimes
import numpy as np
import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter

warnings.simplefilter("ignore")

data_file, ours, values_file = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
x, tx, T, m = np.fromfile(data_file).reshape(4, -1)
again = x > 0


def timed(work):
    begun = time.perf_counter()
    result = work()
    return result, time.perf_counter() - begun


def weighted():
    table = pd.DataFrame({"x": x, "tx": tx, "T": T}).groupby(["x", "tx", "T"]).size().reset_index(name="weight")
    return BetaGeoFitter().fit(table["x"], table["tx"], table["T"], weights=table["weight"])


def log_likelihood(params):
    theta = np.log([params[name] for name in ("r", "alpha", "a", "b")])
    return -len(x) * BetaGeoFitter._negative_log_likelihood(theta, x, tx, T, np.ones_like(x), 0.0)


def spend_log_likelihood(params):
    theta = np.log([params[name] for name in ("p", "q", "v")])
    n = again.sum()
    return -n * GammaGammaFitter._negative_log_likelihood(theta, x[again], m[again], np.ones(n), 0.0)


def attempt(work):
    try:
        model, seconds = timed(work)
        return model, {"params": model.params_.to_dict(), "seconds": seconds}
    except Exception as error:
        return None, {"failed": f"{type(error).__name__}: {error}".splitlines()[0]}


bgf, raw = attempt(lambda: BetaGeoFitter().fit(x, tx, T))
_, grouped = attempt(weighted)
ggf, spend = attempt(lambda: GammaGammaFitter().fit(x[again], m[again]))

# Values are computed at the other side's parameters, so that they can be compared.
bgf, ggf = bgf or BetaGeoFitter().fit([1, 2], [1, 2], [3, 4]), ggf or GammaGammaFitter()
bgf.params_, ggf.params_ = pd.Series(ours["purchases"]["params"]), pd.Series(ours["spend"]["params"])
series = [pd.Series(each) for each in (x, tx, T, m)]
values, values_seconds = timed(
    lambda: ggf.customer_lifetime_value(bgf, *series, time=12, discount_rate=0.01, freq="W")
)
np.asarray(values, dtype=float).tofile(values_file)

for answer in (raw, grouped):
    if "params" in answer:
        answer["logLikelihood"] = log_likelihood(answer["params"])
if "params" in spend:
    spend["logLikelihood"] = spend_log_likelihood(spend["params"])
print(
    json.dumps(
        {
            "version": lifetimes.__version__,
            "purchases": raw,
            "weighted": grouped,
            "spend": spend,
            "valuesSeconds": values_seconds,
            "oursLogLikelihood": log_likelihood(ours["purchases"]["params"]),
            "oursSpendLogLikelihood": spend_log_likelihood(ours["spend"]["params"]),
        }
    )
)
