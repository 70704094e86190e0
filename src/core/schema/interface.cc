#include "core/schema/interface.h"

#include "core/base/diagnostics.h"
#include "core/schema/artefact.h"

namespace knap::schema {

Result<Interface> parse_interface(std::string_view text, const std::string& where) {
  KNAP_ASSIGN(Interface face, parse_artefact<Interface>(text, where));
  if (face.clocks.size() != 1 || face.inputs.size() != 1 || face.outputs.size() != 1)
    return Error(diag::kBadArtefact, where, "does not have one clock, one input and one output");
  return face;
}

}  // namespace knap::schema
