#include "learn/train/group_lasso.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/rng.h"
#include "learn/train/toy.h"
#include "learn/train/train.h"

namespace knap::learn {
namespace {

std::vector<std::string> layers_of(const Model& model) {
  std::vector<std::string> names;
  for (const LinearLayer& layer : model.linears) names.push_back(model.graph()[layer.node].name);
  return names;
}

double length(const std::vector<LassoGroup::Part>& parts, const Model& model) {
  double squares = 0;
  for (const LassoGroup::Part& part : parts)
    for (const LinearLayer& layer : model.linears)
      if (model.graph()[layer.node].name == part.layer)
        for (const std::int64_t i : part.weights)
          squares += std::pow(model.parameters[layer.weights].value[static_cast<std::size_t>(i)], 2);
  return std::sqrt(squares);
}

TEST(GroupLasso, ShortensEachGroupByItsRateAndNothingElse) {
  Model model = Model::make(toy_line_network(3, false), 1).value();
  const auto names = layers_of(model);
  ASSERT_GE(names.size(), 2U);
  const std::vector<LassoGroup> groups{{{{names[0], {0, 2, 3}}, {names[1], {1}}}, 0.5}};
  const Model before = model;
  GroupLasso(groups, model).shrink(model.parameters, 0.01);
  EXPECT_NEAR(length(groups[0].parts, model), length(groups[0].parts, before) - 0.01 * 0.5 * std::sqrt(4),
              1e-6);
  std::size_t changed = 0;
  for (std::size_t p = 0; p < model.parameters.size(); ++p)
    for (std::size_t i = 0; i < model.parameters[p].value.size(); ++i)
      changed += model.parameters[p].value[i] != before.parameters[p].value[i];
  EXPECT_EQ(changed, 4U);
}

/// The step is the minimiser of 1/2 |v - w|^2 + rate sqrt(n) |v|: no random point near it is lower.
TEST(GroupLasso, IsTheProximalStep) {
  Model model = Model::make(toy_line_network(3, false), 2).value();
  const std::string name = layers_of(model).front();
  const std::size_t weights = model.linears.front().weights;
  Rng rng(5, "lasso");
  for (const double rate : {0.01, 0.3, 100.0}) {
    Model moved = model;
    const std::vector<LassoGroup> groups{{{{name, {0, 1, 2}}}, rate}};
    GroupLasso(groups, moved).shrink(moved.parameters, 1);
    const auto cost = [&](const std::vector<double>& v) {
      double distance = 0, squares = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        distance += std::pow(v[i] - model.parameters[weights].value[i], 2);
        squares += v[i] * v[i];
      }
      return distance / 2 + rate * std::sqrt(3) * std::sqrt(squares);
    };
    std::vector<double> found;
    for (std::size_t i = 0; i < 3; ++i) found.push_back(moved.parameters[weights].value[i]);
    for (int k = 0; k < 200; ++k) {
      std::vector<double> near = found;
      for (double& v : near) v += 0.1 * (rng.uniform() - 0.5);
      EXPECT_GE(cost(near), cost(found) - 1e-6) << rate;
    }
  }
}

TEST(GroupLasso, ATrainingWithItLeavesItsGroupsSmaller) {
  Watch watch;
  TrainOptions options;
  options.float_epochs = 3;
  options.quantised_epochs = 0;
  options.batch = 32;
  options.learning_rate = 0.01;
  Candidate candidate{toy_line_network(3, false), toy_lines(300, 3, 1), toy_lines(100, 3, 2), options, 7};
  const TrainResult plain = train(candidate, {}, watch).value();
  const Model start = Model::make(candidate.graph, 7).value();
  const std::string name = layers_of(start).front();
  candidate.lasso = {{{{name, {0, 1, 2, 3}}}, 5}};
  const TrainResult shrunk = train(candidate, {}, watch).value();
  const auto of = [&](const TrainResult& result) {
    return length(candidate.lasso.front().parts, Model::make(result.float_graph, 7).value());
  };
  EXPECT_LT(of(shrunk), 0.7 * of(plain));
}

}  // namespace
}  // namespace knap::learn
