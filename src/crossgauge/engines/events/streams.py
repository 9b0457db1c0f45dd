"""Draws that belong to who draws and why, with arithmetic that is the same on every machine (§6).

Only +, -, *, / and the square root of IEEE 754 are used: no libm, no contraction, so that two machines agree
to the last bit. `ln` follows fdlibm, `exp` is a Taylor sum (errors below one unit in the last place); the normal
quantile is Wichura's AS 241; gamma is Marsaglia and Tsang's. Sums go in pairs: short chains, not few operations.
"""

import math
from typing import Any

import numpy as np

from crossgauge.engines.events.compiled import bits_of, float_of, formula
from crossgauge.engines.events.state import (
    BETA,
    CONSTANT,
    DATED,
    EMPIRICAL,
    EXPONENTIAL,
    GAMMA,
    LOGNORMAL,
    MIXTURE,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
)

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_A = np.uint64(0xBF58476D1CE4E5B9)
MIX_B = np.uint64(0x94D049BB133111EB)
S30, S27, S31, S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
TO_UNIT = 1.0 / (1 << 52)
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
ROOT2 = 0x6A09E667F3BCD  # fraction of the square root of 2
PER_LN2 = 1.44269504088896338700e00
CENTRE, FAR = 0.425, 5.0  # of AS 241
TO_WHOLE = 3.0 * (1 << 51)
EXPONENT = 0x7FF0000000000000
EXP = tuple(1.0 / math.factorial(n) for n in range(2, 14))  # Taylor: what is left out is below 1e-17


@formula
def mix(z: Any) -> Any:
    """A bijection of 64 bits that spreads every bit over all (the finaliser of splitmix64)."""
    z = (z ^ (z >> S30)) * MIX_A
    z = (z ^ (z >> S27)) * MIX_B
    return z ^ (z >> S31)


@formula
def joined(a: Any, b: Any) -> Any:
    """One key of two; the order counts."""
    return mix(np.uint64(a) * GOLDEN + mix(np.uint64(b) + GOLDEN))


@formula
def stream_at(identity: Any, step_key: Any, lap: Any) -> Any:
    """The stream of a unit at a step in a lap (§6.1); identity and key are hashes already."""
    return mix(identity ^ (step_key + np.uint64(lap) * GOLDEN))


@formula
def nth(stream: Any, k: Any) -> Any:
    """The k-th key of a stream."""
    return mix(stream + np.uint64(k + 1) * GOLDEN)


@formula
def uniform(stream: Any, k: Any) -> Any:
    """The k-th number of a stream, strictly between 0 and 1."""
    bits = nth(stream, k) >> S12
    return (np.float64(np.int64(bits)) + 0.5) * TO_UNIT


@formula
def ln(x: Any) -> Any:
    """Natural logarithm of a positive normal number."""
    bits = bits_of(x)
    fraction = bits & 0xFFFFFFFFFFFFF
    above = 1 if fraction > ROOT2 else 0
    k = (bits >> 52) - 1023 + above
    m = float_of(fraction | (1023 - above) << 52)  # between the roots of 1/2 and 2, times 2 to the k
    f = m - 1.0
    s = f / (m + 1.0)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    dk = np.float64(k)
    return dk * LN2_HIGH - ((half - (s * (half + even + odd) + dk * LN2_LOW)) - f)


@formula
def exp(x: Any) -> Any:
    """e to the power x, for |x| < 700; beyond it the bound."""
    x = min(max(x, -700.0), 700.0)
    shifted = PER_LN2 * x + TO_WHOLE  # the last bits of the sum are the nearest whole number
    dk = shifted - TO_WHOLE
    r = (x - dk * LN2_HIGH) - dk * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    low = (EXP[0] + EXP[1] * r) + (EXP[2] + EXP[3] * r) * r2
    middle = (EXP[4] + EXP[5] * r) + (EXP[6] + EXP[7] * r) * r2
    high = (EXP[8] + EXP[9] * r) + (EXP[10] + EXP[11] * r) * r2
    y = 1.0 + (r + r2 * (low + (middle + high * r4) * r4))
    return y * float_of(((bits_of(shifted) & 0xFFF) + 1023) << 52 & EXPONENT)


A241 = (3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
        4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3)
B241 = (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3)
C241 = (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
        1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4)
D241 = (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9)
E241 = (6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
        2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7)
F241 = (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15)


@formula
def polynomial(c: Any, x: Any) -> Any:
    """The polynomial of degree 7 with these coefficients, lowest first, in pairs: a chain of 3, not of 7."""
    x2 = x * x
    low = (c[0] + c[1] * x) + (c[2] + c[3] * x) * x2
    high = (c[4] + c[5] * x) + (c[6] + c[7] * x) * x2
    return low + high * (x2 * x2)


@formula
def central_quantile(q: Any) -> Any:
    """The same for p = 0.5 + q, if |q| is at most CENTRE."""
    r = 0.180625 - q * q
    return q * polynomial(A241, r) / polynomial(B241, r)


@formula
def tail_root(p: Any) -> Any:
    """How far out p is: the root of minus the logarithm of what lies beyond it."""
    return math.sqrt(-ln(p if p < 0.5 else 1.0 - p))


@formula
def tail_quantile(r: Any) -> Any:
    """The quantile of that end, without its sign, if r is at most FAR."""
    return polynomial(C241, r - 1.6) / polynomial(D241, r - 1.6)


@formula
def normal_quantile(p: Any) -> Any:
    """Quantile of the standard normal (Wichura 1988, AS 241, PPND16)."""
    q = p - 0.5
    if abs(q) <= CENTRE:
        return central_quantile(q)
    r = tail_root(p)
    if r <= FAR:
        value = tail_quantile(r)
    else:
        value = polynomial(E241, r - 5.0) / polynomial(F241, r - 5.0)
    return -value if q < 0.0 else value


@formula
def exponential(mean: Any, stream: Any, k: Any) -> Any:
    """An exponential variate from the k-th uniform of a stream."""
    return -mean * ln(1.0 - uniform(stream, k))


@formula
def gamma(shape: Any, stream: Any, k: Any) -> Any:
    """A gamma variate of scale 1 from the uniforms k, k + 1, ... of a stream."""
    boost = 1.0
    if shape < 1.0:
        boost = exp(ln(uniform(stream, k)) / shape)
        shape += 1.0
        k += 1
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = normal_quantile(uniform(stream, k))
        u = uniform(stream, k + 1)
        k += 2
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        if ln(u) < 0.5 * x * x + d - d * v + d * ln(v):
            return d * v * boost


@formula
def triangular(low: Any, mode: Any, high: Any, u: Any) -> Any:
    """The u-quantile of a triangular distribution."""
    if high <= low:
        return low
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


@formula
def part_of(w: Any, law: Any, x: Any) -> Any:
    """The part of a mixture (x a share) or of a dated distribution (x the tick) that x falls into."""
    last = w.last_part[law] - 1
    i = w.first_part[law]
    if w.kind[law] == MIXTURE:
        while i < last and w.values[i] <= x:
            i += 1
    else:
        while i < last and w.values[i + 1] <= x:
            i += 1
    return w.parts[i]


@formula
def draw(w: Any, law: Any, stream: Any, now: Any) -> Any:
    """A variate of a declared distribution: float64, in the unit of the distribution."""
    k = 0
    while w.kind[law] == MIXTURE or w.kind[law] == DATED:
        if w.kind[law] == DATED:
            law = part_of(w, law, np.float64(now))
        else:
            law = part_of(w, law, uniform(stream, k))
            k += 1
    kind = w.kind[law]
    a = w.parameter[4 * law]
    b = w.parameter[4 * law + 1]
    if kind == CONSTANT:
        return a
    if kind == EXPONENTIAL:
        return exponential(a, stream, k)
    if kind == LOGNORMAL:
        return exp(a + b * normal_quantile(uniform(stream, k)))
    if kind == GAMMA:
        return b * gamma(a, stream, k)
    if kind == WEIBULL:
        return b * exp(ln(-ln(1.0 - uniform(stream, k))) / a)
    if kind == TRIANGULAR:
        return triangular(a, b, w.parameter[4 * law + 2], uniform(stream, k))
    if kind == UNIFORM:
        return a + (b - a) * uniform(stream, k)
    if kind == BETA:
        x = gamma(w.parameter[4 * law + 2], mix(stream), k)
        y = gamma(w.parameter[4 * law + 3], mix(stream + GOLDEN), k)
        return a + (b - a) * (x / (x + y))
    if kind == EMPIRICAL:
        n = w.last_part[law] - w.first_part[law]
        return w.values[w.first_part[law] + min(np.int64(uniform(stream, k) * n), n - 1)]
    return 0.0


@formula
def rounded(x: Any) -> Any:
    """The nearest whole number, halves upward, never below 0."""
    return max(np.int64(0), np.int64(x + 0.5))  # toward 0, which is down wherever the result is not 0


@formula
def whole(w: Any, law: Any, stream: Any, now: Any) -> Any:
    """A variate rounded to the nearest whole number, halves upward, never below 0: ticks or units."""
    if w.kind[law] == CONSTANT:
        x = w.parameter[4 * law]
    else:
        x = draw(w, law, stream, now)
    return rounded(x)
