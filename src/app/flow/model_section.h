// model_section: what the report says of an integer network.
#pragma once

#include "core/base/result.h"
#include "core/schema/network.h"
#include "net/ir/integer.h"

namespace knap::app {

Result<schema::Model> model_section(const net::IntGraph& graph);

}  // namespace knap::app
