// Result<T>, Error and Diagnostic: how the user's mistakes travel from where they are found to main().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/check.h"

namespace knap {

/// Whose fault a diagnostic is; the value is the exit code that scripts see.
enum class Fault { Answer = 1, Request = 2, Input = 3, Tool = 4, Machine = 5 };

/// One entry of the catalogue (core/base/diagnostics.h), from which docs/diagnostics.md is generated.
struct DiagnosticKind {
  std::string_view code;  ///< stable, kebab-case: "unknown-key"
  Fault fault;
  std::string_view help;  ///< one sentence: when it appears and the way out
};

/// `where` names the user's object (file:line:column, record, node, path); `message` says what is wrong, the
/// limit and the way out, in lower case and on one line.
struct Diagnostic {
  const DiagnosticKind* kind;
  std::string where;
  std::string message;
};

/// One or more diagnostics; front ends and verifiers collect all of theirs before failing.
class Error {
 public:
  Error(const DiagnosticKind& kind, std::string where, std::string message)
      : diagnostics_{{&kind, std::move(where), std::move(message)}} {}
  explicit Error(std::vector<Diagnostic> diagnostics) : diagnostics_(std::move(diagnostics)) {
    KNAP_CHECK(!diagnostics_.empty());
  }

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  const Diagnostic& first() const { return diagnostics_.front(); }
  /// The gravest fault decides the exit code: that of the first diagnostic.
  Fault fault() const { return first().kind->fault; }
  bool is(const DiagnosticKind& kind) const { return first().kind == &kind; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// "WHERE: MESSAGE [code]", the form that follows "knap: error: ".
std::string to_string(const Diagnostic& diagnostic);
std::string to_string(const Error& error);

/// Either a value or an Error. Result<void> carries no value.
template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): return value; and return Error(...); are what a Result is for
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return check(), std::get<0>(state_); }
  const T& value() const& { return check(), std::get<0>(state_); }
  T&& value() && { return check(), std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  void check() const { KNAP_CHECK(ok(), to_string(std::get<1>(state_))); }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  void value() const { KNAP_CHECK(ok(), to_string(*error_)); }
  const Error& error() const& { return *error_; }
  Error&& error() && { return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace knap

#define KNAP_CONCAT_INNER(a, b) a##b
#define KNAP_CONCAT(a, b) KNAP_CONCAT_INNER(a, b)

/// KNAP_TRY(expression): returns the error of a Result<void> or Result<T> to the caller.
#define KNAP_TRY(expression)                                                                       \
  do {                                                                                             \
    if (auto knap_result = (expression); !knap_result.ok()) return std::move(knap_result).error(); \
  } while (false)

/// KNAP_ASSIGN(auto x, expression): the value, or the error returned to the caller.
#define KNAP_ASSIGN(declaration, expression)                       \
  auto KNAP_CONCAT(knap_result_, __LINE__) = (expression);         \
  if (!KNAP_CONCAT(knap_result_, __LINE__).ok())                   \
    return std::move(KNAP_CONCAT(knap_result_, __LINE__)).error(); \
  declaration = *std::move(KNAP_CONCAT(knap_result_, __LINE__))
