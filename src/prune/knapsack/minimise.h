// minimise: two ways to the minimum of a convex function that is not smooth, over x >= 0.
#pragma once

#include <functional>
#include <vector>

namespace knap::prune {

/// The value at x >= 0; fills a subgradient. Whoever calls keeps the best x that it was asked for.
using Oracle = std::function<double(const std::vector<double>& x, std::vector<double>& gradient)>;

/// When to end: after `evaluations`, or when the best value fell by less than `share` of itself in the last
/// `patience` evaluations.
struct Patience {
  int evaluations = 100;
  int patience = 20;
  double share = 1e-7;
};

/// Shor's r-algorithm (Minimization Methods for Non-Differentiable Functions, 1985; step rule of Stetsyuk's
/// ralgb5): a subgradient method in a space that is dilated along differences of successive subgradients,
/// which turns the ravines of a piecewise linear function into bowls. For tens of variables; a step costs
/// their square. Below 0 the function goes on with slope -`wall` in each variable.
/// `space` is the dilation that an earlier run on a like function ended with, or empty; it ends as this
/// run's.
void dilate_space(const Oracle& oracle, std::vector<double> x, double step, const std::vector<double>& wall,
                  const Patience& patience, std::vector<double>& space);

/// The volume algorithm (Barahona, Anbil, Mathematical Programming 87, 2000): steps from the best point
/// against an average of subgradients, which forgets slowly and so comes near the subgradient of 0 that tells
/// the minimum. For any number of variables; a step costs O(1) for each.
void follow_subgradients(const Oracle& oracle, std::vector<double> x, const Patience& patience);

}  // namespace knap::prune
