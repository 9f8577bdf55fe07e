// SPDX-License-Identifier: GPL-3.0-or-later
// What models, devices and places are called in a sentence, and why a value is missing.
#pragma once

#include "core/decide/comparison.h"
#include "core/decide/words/voice.h"

#include <set>
#include <string>
#include <vector>

namespace pareto {

/// A text of core that is marked with PARETO_TEXT("Core", ...).
std::string core_text(const Voice& voice, const std::string& english);

/// What people call a model by its path: "llama" of ".../llama/config.json", a file's or folder's own name otherwise.
std::string short_name(const std::string& path);
/// "Mamba-2", or "Mamba-2 340m" when the study holds the architecture in several sizes.
std::string model_name(const Evidence& evidence, const std::string& model);
/// "1.3 B" of "1.3b"; a size without a number ("probe") as it is called.
std::string size_text(const Voice& voice, const std::string& size);
/// How large a model is, in the one way it is said everywhere: its size where that has a number, else its parameters.
std::string size_of(const Voice& voice, const ModelFacts& facts);
/// "Mamba-2 · 1.3 B", "Mamba-2 · probe · 3 M parameters"
std::string model_heading(const Voice& voice, const Evidence& evidence, const std::string& model);
/// "Mamba-2 (1.3 B)", as size_of() has it.
std::string sized_name(const Voice& voice, const Evidence& evidence, const std::string& model);

/// "discrete GPU", "software", ...; empty for the CPU.
std::string device_kind(const Voice& voice, const std::string& type);
/// "CPU", "llvmpipe (software)"; with its id where two devices of the study are called the same.
std::string device_name(const Voice& voice, const Evidence& evidence, const std::string& device);
/// "llvmpipe (LLVM 15.0.6, 256 bits) · software · 16.7 GB"; also for devices that are not in a study.
std::string device_heading(const Voice& voice, const std::string& name, const std::string& type, int64_t memory_bytes);

/// Of its model, or of its device where devices are compared.
std::string contender_name(const Voice& voice, const Evidence& evidence, const Comparison& comparison,
                           const Contender& contender);
std::string contender_names(const Voice& voice, const Evidence& evidence, const Comparison& comparison,
                            const std::vector<Contender>& contenders);

/// Which coordinates of the operating point a sentence names: curves run along one of them.
enum class Named : uint8_t { Both, Context, Requests };
/// "At 2,048 tokens and 8 simultaneous requests", what a sentence begins with.
std::string place_clause(const Voice& voice, const Comparison& comparison, Named named = Named::Both);
/// "2,048 tokens, 8 simultaneous requests": the same standing alone, beneath a title.
std::string place_label(const Voice& voice, const Comparison& comparison);
/// "RTX 3060 · 2,048 tokens, 8 simultaneous requests": with what all contenders share, where that is not plain.
std::string where_label(const Voice& voice, const Evidence& evidence, const Comparison& comparison);
/// As a sentence begins, with the device or the model that all contenders share, where that is not plain: "On RTX 3060,
/// at 2,048 tokens and 8 simultaneous requests".
std::string where_clause(const Voice& voice, const Evidence& evidence, const Comparison& comparison,
                         Named named = Named::Both);

/// Who took a machine's time (Measurement::lost_to): "other programs", "the host".
std::string taker_name(const Voice& voice, const std::string& taker);

/// Several of them, as a list.
std::string takers_text(const Voice& voice, const std::set<std::string>& takers);
/// "disturbed: other programs took 34 % of the machine"; empty of a quiet value.
std::string condition_text(const Voice& voice, Condition condition, double lost_share, const std::string& lost_to);
/// How the machine is at this moment, as far as somebody looked.
enum class MachineNow : uint8_t { Unknown, Busy, Quiet };
/// "Other programs were busy in 9 of 28 cells. …": what stands over a page; empty where nothing was disturbed or
/// suspect. It ends with what to do: now, or once it is quiet.
std::string disturbance_text(const Voice& voice, const Conditions& conditions, MachineNow now = MachineNow::Unknown);
/// What measures a stored cell ("RUN:CELL") again.
std::string reproduce_command(const std::string& cell);
/// What prints the memory of a model by formula, layer by layer.
std::string memory_command(const std::string& model, const std::string& precision, const OperatingPoint& at);
/// What prints what a month costs with it, each way; of no model (API, today) whom the answer speaks of.
std::string cost_command(const Contender& who);

/// Why a value is missing, and what to do; an engine's own reason as it came; empty of a value that is there.
std::string gap_text(const Voice& voice, Gap gap, const std::string& why = {});

/// "contract.txt, 5.2 kB, 24/11/2026 13:10": the text a quality was measured on.
std::string text_origin(const Voice& voice, const std::string& file, int64_t bytes, const std::string& time_utc);

} // namespace pareto
