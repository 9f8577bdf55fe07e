// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/command_line.h"
#include "core/exec/devices.h"
#include "core/measure/calibration.h"
#include "core/measure/measurement.h"
#include "core/study/study.h"

namespace pareto::engine {

// Options that mean the same in every command.
constexpr const char* kConfigHelp =
    "A configuration, checkpoint folder or GGUF file, or ID@SIZE of a built-in shape (mamba2@125m)";
constexpr const char* kDeviceHelp = "Where it runs: cpu, vulkan:N or reference (float64, for checking)";
constexpr const char* kPrecisionHelp =
    "How weights are kept: f32, f16, bf16, q8 or q4; q8-kv8 and q4-kv8: the cache in 8 bits too";
constexpr const char* kDenoisingHelp = "Passes over a block, of models that denoise; 0: one a token";

/// One device besides the CPU, with its limits where they were measured (null: not asked for).
void report_device(const DeviceFacts& facts, const Result<Calibration>* limits, const Output& out);

/// A built-in study by its word, or a document.
Result<Study> study_named(const std::string& word_or_path);

/// A measured cell as one line for people.
std::string describe(const Measurement& measurement);

// Each declares its command's options and returns what the command does.
Action declare_architectures(Options& options);
Action declare_bench(Options& options);
Action declare_compare(Options& options);
Action declare_cost(Options& options);
Action declare_decide(Options& options);
Action declare_describe(Options& options);
Action declare_devices(Options& options);
Action declare_evaluate(Options& options);
Action declare_fit(Options& options);
Action declare_generate(Options& options);
Action declare_import(Options& options);
Action declare_linearise(Options& options);
Action declare_logits(Options& options);
Action declare_machines(Options& options);
Action declare_measure(Options& options);
Action declare_published(Options& options);
Action declare_phrases(Options& options);
Action declare_replay(Options& options);
Action declare_reproduce(Options& options);
Action declare_run(Options& options);
Action declare_tokenize(Options& options);
Action declare_verify(Options& options);
Action declare_worker(Options& options);

} // namespace pareto::engine
