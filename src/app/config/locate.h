// locate: a key's path in an error -> the place in the project's file, or the option, that it came from.
#pragma once

#include "core/base/result.h"
#include "core/text/places.h"

namespace knap::app {

/// Rooms name what is wrong with the project by the path of its key ("decision.positive",
/// "network.layer[2].units"); here `where` becomes the key's place, and the message begins with the key.
/// Diagnostics about anything else stay as they are.
Error locate(const Error& error, const Places& places);

template <class T>
Result<T> located(Result<T> result, const Places& places) {
  if (result.ok()) return result;
  return locate(result.error(), places);
}

}  // namespace knap::app
