// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/estimate.h"

namespace pareto {

const char* to_string(Source source) {
  switch (source) {
  case Source::Measured: return "measured";
  case Source::Imported: return "imported";
  case Source::Modelled: return "modelled";
  case Source::Published: return "published";
  case Source::Missing: return "missing";
  }
  return "missing";
}

} // namespace pareto
