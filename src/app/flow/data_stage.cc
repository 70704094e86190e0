// data: which records take part, and in which split -> data/split.csv.
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/sys/files.h"
#include "data/set/split.h"

namespace knap::app {

Result<Value> run_data_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  KNAP_TRY(make_folders(project.file("data")));
  KNAP_TRY(write_file(project.file("data/split.csv"), data::to_split_csv(*dataset)));
  Value splits{ValueTable{}};
  for (const data::Split split : data::kSplits)
    splits.set(to_string(split), Value(static_cast<std::int64_t>(dataset->split(split).size())));
  ValueArray classes;
  for (const std::string& name : dataset->classes) classes.emplace_back(name);
  Value data{ValueTable{}};
  data.set("name", Value(dataset->name));
  data.set("synthetic", Value(dataset->synthetic));
  data.set("splits", std::move(splits));
  data.set("classes", Value(std::move(classes)));
  data.set("sha256", Value(dataset->sha256));
  Value sections{ValueTable{}};
  sections.set("data", std::move(data));
  return sections;
}

}  // namespace knap::app
