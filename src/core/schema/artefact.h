// Artefacts: files that knap writes and reads back, as described structs - one printer, one parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/text/described.h"
#include "core/text/json.h"

namespace knap::schema {

/// The same diagnostics as kBadArtefact: what is wrong in a file of knap's own is no mistake of a project.
Error as_bad_artefact(const Error& error);

/// A JSON text as T; every field that is no optional must be there. kBadArtefact at `where`.
template <Described T>
Result<T> parse_artefact(std::string_view text, const std::string& where) {
  const Result<Value> value = parse_json(text, where);
  if (!value.ok()) return as_bad_artefact(value.error());
  Result<T> parsed = from_value<T>(*value, where, T{}, Absent::Wrong);
  if (!parsed.ok()) return as_bad_artefact(parsed.error());
  return parsed;
}

/// JSON with a newline at its end.
template <class T>
std::string print_artefact(const T& object, int indent = 2) {
  return print_json(to_value(object), indent) + "\n";
}

}  // namespace knap::schema
