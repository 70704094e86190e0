// The catalogue of diagnostic kinds: one line each, the only place where an exit code is chosen.
#pragma once

#include <array>

#include "core/base/result.h"

namespace knap::diag {

inline constexpr DiagnosticKind kTargetMissed{
    "target-missed", Fault::Answer,
    "the work ran and a target or budget of the TOML was not met; see report.json"};
inline constexpr DiagnosticKind kMismatch{
    "mismatch", Fault::Answer,
    "two rungs of the verification ladder disagree; the first differing layer, record and beat are named"};
inline constexpr DiagnosticKind kDiverged{"diverged", Fault::Answer,
                                          "training produced NaN or infinity; lower the learning rate"};
inline constexpr DiagnosticKind kUsage{"usage", Fault::Request, "the command line is wrong; see knap --help"};
inline constexpr DiagnosticKind kSyntax{"syntax", Fault::Request,
                                        "a TOML or text artefact of the user cannot be parsed"};
inline constexpr DiagnosticKind kUnknownKey{"unknown-key", Fault::Request,
                                            "a key that knap does not know; the nearest valid key is named"};
inline constexpr DiagnosticKind kWrongType{"wrong-type", Fault::Request,
                                           "a value of the wrong type or outside its range"};
inline constexpr DiagnosticKind kUnknownName{
    "unknown-name", Fault::Request,
    "a device, dataset or option value that knap does not know; the valid ones are listed"};
inline constexpr DiagnosticKind kImpossible{
    "impossible", Fault::Request,
    "the request cannot be fulfilled (budget, shape, folding); the smallest that fits is named"};
inline constexpr DiagnosticKind kNoData{"no-data", Fault::Request,
                                        "the dataset was not found under KNAP_DATA_DIR; says how to get it"};
inline constexpr DiagnosticKind kOutput{
    "output-folder", Fault::Request,
    "the output folder is in use, is not a folder, or belongs to another project"};
inline constexpr DiagnosticKind kEdited{
    "edited-artefact", Fault::Request,
    "a generated file was edited by hand; verify it as it is, or delete it to have it made anew"};
inline constexpr DiagnosticKind kMissingStage{
    "missing-stage", Fault::Request, "an artefact of an earlier stage is missing; run that stage first"};
inline constexpr DiagnosticKind kBadData{"bad-data", Fault::Input,
                                         "a data file is missing, truncated or corrupt"};
inline constexpr DiagnosticKind kBadModel{
    "bad-model", Fault::Input, "a graph or model file is malformed or uses what knap does not understand"};
inline constexpr DiagnosticKind kBadArtefact{"bad-artefact", Fault::Input,
                                             "a stored artefact of the output folder is missing or corrupt"};
inline constexpr DiagnosticKind kToolMissing{"tool-missing", Fault::Tool,
                                             "an external tool was not found; see knap doctor"};
inline constexpr DiagnosticKind kToolFailed{"tool-failed", Fault::Tool,
                                            "an external tool failed; its log is kept and named"};
inline constexpr DiagnosticKind kDownload{
    "download", Fault::Machine, "a download failed; says what to fetch by hand and where to put it"};
inline constexpr DiagnosticKind kFile{"file", Fault::Machine,
                                      "a file could not be read or written (disk full, permissions)"};
inline constexpr DiagnosticKind kInterrupted{
    "interrupted", Fault::Machine,
    "stopped by a signal or a time limit; what was finished is kept, run again to resume"};

/// Every kind, in the order of docs/diagnostics.md.
inline constexpr std::array kAll = {
    &kTargetMissed, &kMismatch,    &kDiverged,    &kUsage,      &kSyntax,   &kUnknownKey,   &kWrongType,
    &kUnknownName,  &kImpossible,  &kNoData,      &kOutput,     &kEdited,   &kMissingStage, &kBadData,
    &kBadModel,     &kBadArtefact, &kToolMissing, &kToolFailed, &kDownload, &kFile,         &kInterrupted,
};

}  // namespace knap::diag
