"""Slow plain twins: Poisson regression on every dummy, and prices found by changing one after the other a little."""

import numpy as np


def dummies(effect):
    """A column of 0 and 1 for every group of every effect; some are told by others."""
    return np.hstack([(group[:, None] == np.unique(group)[None]).astype(float) for group in effect])


def poisson(flow, design):
    """Newton on the whole design; returns coefficients and fitted flows."""
    beta = np.linalg.lstsq(design, np.log(flow + 0.5), rcond=None)[0]
    for _ in range(100):
        fitted = np.exp(design @ beta)
        hessian = design.T @ (design * fitted[:, None])
        beta = beta + np.linalg.pinv(hessian, rcond=1e-10, hermitian=True) @ design.T @ (flow - fitted)
    return beta, np.exp(design @ beta)


def sandwich(flow, fitted, design, cluster):
    """Covariance with scores summed by cluster, cluster by cluster."""
    bread = np.linalg.pinv(design.T @ (design * fitted[:, None]), rcond=1e-10, hermitian=True)
    meat = np.zeros_like(bread)
    for c in set(cluster.tolist()):
        score = ((flow - fitted)[:, None] * design)[cluster == c].sum(axis=0)
        meat += np.outer(score, score)
    n = len(set(cluster.tolist()))
    return n / (n - 1) * bread @ meat @ bread


def prices(trade, cost_change, sigma, spend, rounds=200_000):
    """Prices of output with mean logarithm 0: who sells more than there is gets a little dearer.

    `spend`: prices to spending of each country.
    """
    n = len(trade)
    output, price = trade.sum(axis=1), np.ones(n)
    for _ in range(rounds):
        spent = spend(price)
        sold = np.zeros(n)
        for j in range(n):
            cost = [
                trade[i, j] / trade[:, j].sum() * (cost_change[i, j] * price[i]) ** (1 - sigma)
                for i in range(n)
            ]
            for i in range(n):
                sold[i] += cost[i] / sum(cost) * spent[j]
        excess = np.log(sold / (output * price))
        price = price * np.exp(0.5 * excess / sigma)
        price = price / np.exp(np.log(price).mean())
        if np.abs(excess).max() < 1e-13:
            break
    return price
