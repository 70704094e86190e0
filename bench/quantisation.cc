// What 8-bit weights and activations cost against the float network, on eleven small tasks with default
// options; with quantised epochs and without. Arguments: names of the tasks to be measured; default all.
#include "bench/quantisation_task.h"
#include "bench/target.h"
#include "core/sys/environment.h"
#include "core/text/toml.h"
#include "learn/train/forward.h"
#include "learn/train/train.h"
#include "net/build/build.h"

namespace knap::bench {
namespace {

constexpr int kSeeds = 3;

std::string dense(const std::string& before, int classes) {
  return fmt::format(R"(
activation = "relu"
layer = [ {} {{ name = "hidden", kind = "dense", units = 16 }},
  {{ name = "score", kind = "dense", units = {} }}, {{ kind = "arg_max" }} ])",
                     before, classes);
}

std::string perceptron(const std::string& before, int classes) {
  return fmt::format(R"(
activation = "relu"
layer = [ {} {{ name = "first", kind = "dense", units = 64, batch_norm = true }},
  {{ name = "second", kind = "dense", units = 32, batch_norm = true }},
  {{ name = "score", kind = "dense", units = {} }}, {{ kind = "arg_max" }} ])",
                     before, classes);
}

/// The usual depthwise-separable network, formats per tensor unless the defaults say otherwise.
std::string separable(int width, int classes) {
  return fmt::format(R"(
batch_norm = true
activation = "relu"
layer = [ {{ name = "stem", kind = "conv", filters = {0}, kernel = 3, stride = 2 }},
  {{ name = "dw1", kind = "depthwise", kernel = 3 }}, {{ name = "pw1", kind = "pointwise", filters = {0} }},
  {{ name = "dw2", kind = "depthwise", kernel = 3, stride = 2 }},
  {{ name = "pw2", kind = "pointwise", filters = {1} }},
  {{ name = "dw3", kind = "depthwise", kernel = 3 }}, {{ name = "pw3", kind = "pointwise", filters = {1} }},
  {{ name = "mean", kind = "global_avg_pool" }}, {{ name = "score", kind = "dense", units = {2} }},
  {{ kind = "arg_max" }} ])",
                     width, 2 * width, classes);
}

std::string heart() {
  return R"(
batch_norm = true
activation = "relu"
layer = [ { name = "gain", kind = "quantize", fraction_bits = -3, signed = true },
  { name = "decimate", kind = "avg_pool", kernel = 8 },
  { name = "conv1", kind = "conv", filters = 8, kernel = 4, stride = 2, padding = "valid" },
  { name = "dw1", kind = "depthwise", kernel = 8, stride = 2 },
  { name = "pw1", kind = "pointwise", filters = 8 },
  { name = "dw2", kind = "depthwise", kernel = 8, stride = 2 },
  { name = "pw2", kind = "pointwise", filters = 10 },
  { name = "dw3", kind = "depthwise", kernel = 8, stride = 2 },
  { name = "pw3", kind = "pointwise", filters = 12 },
  { name = "mean", kind = "global_avg_pool" }, { name = "score", kind = "dense", units = 2 },
  { kind = "arg_max" } ])";
}

learn::TrainOptions epochs(int real, int quantised, int batch) {
  learn::TrainOptions options;
  options.float_epochs = real;
  options.quantised_epochs = quantised;
  options.batch = batch;
  return options;
}

std::vector<Task> all_tasks(const std::string& root) {
  const std::string norm = R"({ kind = "batch_norm" },)";
  const auto table = [&root](const std::string& file, const std::string& format) {
    return [=] { return load_table(root + "/tabular/" + file, format); };
  };
  const auto set = [&root](const std::string& name, std::int64_t limit) {
    return [=] { return load_set(root, name, limit); };
  };
  return {
      {"banknote", dense("", 2), epochs(30, 10, 16), table("banknote_authentication.csv", "fixed<8,5>")},
      {"ionosphere", dense("", 2), epochs(30, 10, 16), table("ionosphere.csv", "fixed<8,2>")},
      {"wine", dense(norm, 3), epochs(30, 10, 16), table("wine.csv", "fixed<16,12>")},
      {"breast_cancer", dense("", 2), epochs(30, 10, 16), table("breast-cancer-wisconsin.csv", "fixed<8,5>")},
      {"optdigits", dense(norm, 10), epochs(15, 5, 32), table("optdigits/optdigits.tra", "fixed<8,6>")},
      {"mnist", perceptron(R"({ kind = "flatten" },)", 10), epochs(6, 2, 64), set("mnist", 4000)},
      {"fashion_mnist", separable(16, 10), epochs(10, 3, 64), set("fashion_mnist", 4000)},
      {"ecg", heart(), epochs(20, 6, 32), set("cinc2017", 1600)},
      {"keywords", perceptron(norm, 12), epochs(20, 6, 32),
       [&root] { return load_keywords(root, Shape{490}); }},
      {"keywords_2d", separable(16, 12), epochs(24, 6, 32),
       [&root] {
         return load_keywords(root, Shape{49, 10, 1});
       }},
      {"spectrogram", separable(8, 8), epochs(8, 3, 32),
       []() -> Result<TaskData> {
         return TaskData{{true, 8, 4}, {spectrograms(1000, 1), spectrograms(300, 2), spectrograms(1000, 3)}};
       }},
  };
}

/// Accuracies on the test samples, in percent.
struct Scores {
  double real = 0, quantised = 0, calibrated = 0;
};

Result<Scores> measure(const Task& task, const TaskData& data, std::uint64_t seed) {
  KNAP_ASSIGN(const Value value, parse_toml(task.network, task.name));
  KNAP_ASSIGN(const net::NetworkSpec spec, from_value<net::NetworkSpec>(value, task.name));
  const auto& [training, validation, test] = data.splits;
  KNAP_ASSIGN(net::Graph graph, net::build(spec, net::Input{training.shape, data.format}, task.name));
  Watch watch;
  learn::Candidate candidate{std::move(graph), training, validation, task.options, seed};
  KNAP_ASSIGN(const learn::TrainResult trained, learn::train(candidate, {}, watch));
  // The same float network, calibrated and no more.
  candidate.graph = trained.float_graph;
  candidate.options.float_epochs = candidate.options.quantised_epochs = 0;
  KNAP_ASSIGN(const learn::TrainResult calibrated, learn::train(candidate, {}, watch));
  KNAP_ASSIGN(const RealTensor real, learn::float_logits(trained.float_graph, test, watch));
  KNAP_ASSIGN(const RealTensor codes, learn::quantised_logits(trained.graph, test, watch));
  KNAP_ASSIGN(const RealTensor first_codes, learn::quantised_logits(calibrated.graph, test, watch));
  fmt::print("{} seed {}: training {:.1f} s, calibration {:.2f} s\n", task.name, seed, trained.seconds,
             calibrated.seconds);
  return Scores{100 * learn::accuracy(real, test.labels), 100 * learn::accuracy(codes, test.labels),
                100 * learn::accuracy(first_codes, test.labels)};
}

Result<void> measure(const Task& task) {
  const Result<TaskData> data = task.load();
  if (!data) {
    fmt::print("skipped: {}: {}\n", task.name, to_string(data.error()));
    return {};
  }
  Scores mean;
  for (int seed = 1; seed <= kSeeds; ++seed) {
    KNAP_ASSIGN(const Scores one, measure(task, *data, static_cast<std::uint64_t>(seed)));
    mean.real += one.real / kSeeds;
    mean.quantised += one.quantised / kSeeds;
    mean.calibrated += one.calibrated / kSeeds;
  }
  const double lost = mean.real - mean.quantised;
  target(fmt::format("8/8 bits, {}: points lost, mean of {} seeds", task.name, kSeeds), "<= 1",
         fmt::format("{:.2f} (float {:.2f}; calibrated only {:.2f} lost)", lost, mean.real,
                     mean.real - mean.calibrated),
         lost <= 1);
  std::fflush(stdout);
  return {};
}

int run(const std::vector<std::string>& wanted) {
  const std::string root = get_env("KNAP_DATA_DIR").value_or("");
  for (const Task& task : all_tasks(root)) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), task.name) == wanted.end()) continue;
    if (const Result<void> done = measure(task); !done) {
      fmt::print(stderr, "{}: {}\n", task.name, to_string(done.error()));
      return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace knap::bench

int main(int count, char** arguments) {
  return knap::bench::run(std::vector<std::string>(arguments + 1, arguments + count));
}
