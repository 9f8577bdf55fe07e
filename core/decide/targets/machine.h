// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// What machines resemble each other in speed: published runs of one kind say something of the others.
enum class MachineKind : uint8_t {
  Apple,
  GeForce,
  NvidiaWorkstation,
  NvidiaDatacentre,
  NvidiaShared, ///< GPU and processor on one memory
  Radeon,
  RadeonShared,
  AmdDatacentre,
  IntelGpu,
  Processor, ///< its cores alone
  Other,
};
inline constexpr size_t kMachineKinds = static_cast<size_t>(MachineKind::Other) + 1;
const char* to_string(MachineKind kind); ///< "apple", "geforce", "nvidia_workstation", ...
/// By what people call a machine; Other where nothing in the name tells.
MachineKind machine_kind(std::string_view name);

/// What a machine costs, as a dated public figure: device only for cards and CPUs, whole machine otherwise, without
/// tax.
struct MachinePrice {
  double amount = 0;
  std::string currency; ///< "USD"
  std::string date;     ///< "2023", "2026-04-18"
  std::string kind;     ///< "launch, approximate"
  std::string source;   ///< id in MachineCatalogue::source
};

/// A public text that facts of machines were read in.
struct FactSource {
  std::string id, name, url, date;
};

/// A machine by its data sheet. Absent = no public source was found; never filled by a guess.
struct Machine {
  std::string id, name;
  std::string build; ///< "gpu", "laptop", "desktop", "server", "mini PC"; empty for those of the published speeds alone
  MachineKind kind = MachineKind::Other;
  std::optional<int64_t> memory_bytes;    ///< nominal, largest option; drivers show up to 6 % less
  std::optional<double> bandwidth;        ///< rated, bytes per second
  std::optional<double> fp32, fp16, int8; ///< rated operations per second, dense
  std::optional<double> watts;
  std::optional<MachinePrice> price;
  std::vector<std::string> sources; ///< ids
  std::string note;                 ///< what the figures hold for
};

/// The machines that ship: resources/hardware/hardware.json, and those that only the published speeds name.
class MachineCatalogue {
public:
  /// `hardware`: hardware.json; `speeds`: measured-speeds.json. Errors name the entry.
  static Result<MachineCatalogue> parse(const nlohmann::json& hardware, const nlohmann::json& speeds);

  /// Machines a person may choose.
  const std::vector<Machine>& machines() const { return m_machines; }
  /// By id, those of the published speeds included; nullptr: none.
  const Machine* find(std::string_view id) const;
  /// The machine whose name a driver or a tool printed: "NVIDIA GeForce RTX 4090" is rtx-4090. The longest name all
  /// of whose words are among those printed; nullptr: none, or more than one.
  const Machine* called(std::string_view printed) const;
  const FactSource* source(std::string_view id) const;
  /// The ISO day on which the catalogue was compiled.
  const std::string& compiled() const { return m_compiled; }

private:
  std::vector<Machine> m_machines, m_only_measured;
  std::vector<FactSource> m_sources;
  std::string m_compiled;
};

} // namespace pareto
