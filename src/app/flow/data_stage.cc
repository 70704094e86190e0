// data: which records take part, and in which split -> data/split.csv.
#include "app/flow/project.h"
#include "app/flow/stages.h"
#include "core/sys/files.h"
#include "data/set/split.h"

namespace knap::app {

namespace {

Result<StageResult> write_split(Project& project, const data::Dataset* dataset) {
  KNAP_TRY(make_folders(project.file("data")));
  KNAP_TRY(write_file(project.file("data/split.csv"), data::to_split_csv(*dataset)));
  const auto count = [&](data::Split split) {
    return static_cast<std::int64_t>(dataset->split(split).size());
  };
  StageResult result;
  result.sections.data =
      schema::Data{dataset->name,
                   dataset->synthetic,
                   {count(data::Split::Train), count(data::Split::Validation), count(data::Split::Test)},
                   dataset->classes,
                   dataset->sha256};
  return result;
}

}  // namespace

Result<Work> prepare_data_stage(Project& project, Watch& watch) {
  KNAP_ASSIGN(const data::Dataset* dataset, project.load_data(watch));
  return Work([&project, dataset](Watch&) { return write_split(project, dataset); });
}

}  // namespace knap::app
