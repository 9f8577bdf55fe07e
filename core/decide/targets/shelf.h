// SPDX-License-Identifier: GPL-3.0-or-later
// Machines beside each other for one model at one workload, as plain data: what memory holds, how long an answer takes,
// what the machine costs. A page draws it, and asks nothing more.
#pragma once

#include "core/decide/evidence.h"
#include "core/decide/targets/fit.h"
#include "core/decide/targets/target_wait.h"
#include "core/decide/targets/targets.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// In which part of the shelf a machine stands.
enum class ShelfPart : uint8_t { Here, Laptop, Desktop, Card, Datacentre, Server };
inline constexpr size_t kShelfParts = static_cast<size_t>(ShelfPart::Server) + 1;
const char* to_string(ShelfPart part); ///< "here", "laptop", "desktop", "card", "datacentre", "server"
ShelfPart shelf_part(const Machine& machine);

/// One machine.
struct ShelfCard {
  ShelfPart part = ShelfPart::Here;
  std::string machine; ///< id in the catalogue; "here": this computer
  std::string name;    ///< of this computer what was measured as it; may be empty
  Fit fit;             ///< how much of its memory weights and the workload's requests take
  Quantity wait;       ///< measured or imported there, else a modelled band; else why it is not known
  std::optional<Backed> reading, writing; ///< what a modelled band rests on
  std::optional<MachinePrice> price;
  bool holds_workload = false;    ///< all its requests at once fit
  int64_t taken_bytes = 0;        ///< by weights, a step's own values and all requests of the workload
  int64_t overflow_bytes() const; ///< of those beyond its memory; 0: all fits, or its memory is not known
};

/// What a shelf is asked about.
struct ShelfQuestion {
  std::string model;               ///< of the study
  OperatingPoint at;               ///< `device` is not read
  int64_t here_bytes = 0;          ///< memory of this computer; 0: not known, and it is left out
  std::optional<ShelfPart> part{}; ///< of the catalogue's machines; none: all
};

/// This computer first, then part by part, each by memory (those without a figure last), price and id. Empty: the model
/// could not be opened. `evidence` knows the machines of `catalogue` (Evidence::set_targets), or has no band of them.
std::vector<ShelfCard> shelf(const Evidence& evidence, const MachineCatalogue& catalogue,
                             const ShelfQuestion& question);

} // namespace pareto
