// SPDX-License-Identifier: GPL-3.0-or-later
// For protocol.cpp alone: what each message of reports.h looks like on the wire.
#pragma once

#include "core/study/protocol/message_fields.h"
#include "core/study/protocol/reports.h"

namespace pareto::protocol {

template <>
inline constexpr auto kFields<ArchitectureTold> = std::tuple{field("id", &ArchitectureTold::id),
                                                             field("name", &ArchitectureTold::name),
                                                             field("family", &ArchitectureTold::family),
                                                             field("section", &ArchitectureTold::section),
                                                             field("sizes", &ArchitectureTold::sizes),
                                                             field("paper", &ArchitectureTold::paper),
                                                             field("source", &ArchitectureTold::source),
                                                             field("idea", &ArchitectureTold::idea),
                                                             field("promise", &ArchitectureTold::promise),
                                                             field("weakness", &ArchitectureTold::weakness),
                                                             field("complexity", &ArchitectureTold::complexity)};
template <>
inline constexpr auto kFields<ModelTold> = std::tuple{field("model_type", &ModelTold::model_type),
                                                      field("architecture", &ModelTold::architecture),
                                                      field("parameters", &ModelTold::parameters),
                                                      field("active_parameters", &ModelTold::active_parameters),
                                                      field("precision", &ModelTold::precision),
                                                      field("weight_bytes", &ModelTold::weight_bytes),
                                                      field("cache_bytes_per_token", &ModelTold::cache_bytes_per_token),
                                                      field("state_bytes", &ModelTold::state_bytes),
                                                      field("window", &ModelTold::window),
                                                      field("max_context", &ModelTold::max_context),
                                                      field("vocab", &ModelTold::vocab),
                                                      field("layers", &ModelTold::layers),
                                                      field("hidden", &ModelTold::hidden),
                                                      field("assumed_shape", &ModelTold::assumed_shape),
                                                      field("weights", &ModelTold::weights)};
template <>
inline constexpr auto kFields<ExpertsTold> = std::tuple{field("batch", &ExpertsTold::batch),
                                                        field("layers", &ExpertsTold::layers),
                                                        field("experts", &ExpertsTold::experts),
                                                        field("chosen", &ExpertsTold::chosen),
                                                        field("zero_experts", &ExpertsTold::zero_experts),
                                                        field("distinct", &ExpertsTold::distinct),
                                                        field("weight_bytes", &ExpertsTold::weight_bytes)};
/// Of a model, or of one of its layers.
template <class M>
inline constexpr auto kBytes =
    std::tuple{field("weight_bytes", &M::weight_bytes), field("growing_bytes", &M::growing_bytes),
               field("windowed_bytes", &M::windowed_bytes), field("fixed_bytes", &M::fixed_bytes),
               field("total_bytes", &M::total_bytes)};
template <>
inline constexpr auto kFields<MemoryTold> = std::tuple_cat(
    std::tuple{field("context", &MemoryTold::context), field("batch", &MemoryTold::batch)}, kBytes<MemoryTold>,
    std::tuple{field("activation_bytes", &MemoryTold::activation_bytes),
               unless_empty("memory_bytes", &MemoryTold::memory_bytes),
               unless_empty("requests_fit", &MemoryTold::requests_fit)});
template <>
inline constexpr auto kFields<LayerTold> = std::tuple_cat(std::tuple{field("context", &LayerTold::context),
                                                                     field("batch", &LayerTold::batch),
                                                                     field("layer", &LayerTold::layer),
                                                                     field("kind", &LayerTold::kind)},
                                                          kBytes<LayerTold>);
template <>
inline constexpr auto kFields<CaseTold> = std::tuple{field("op", &CaseTold::op),
                                                     field("case", &CaseTold::name),
                                                     field("status", &CaseTold::status),
                                                     field("max_abs_error", &CaseTold::max_abs_error),
                                                     field("worst_tensor", &CaseTold::worst_tensor),
                                                     unless_empty("reason", &CaseTold::reason)};
template <>
inline constexpr auto kFields<CasesTold> = std::tuple{field("pass", &CasesTold::pass), field("fail", &CasesTold::fail),
                                                      field("unsupported", &CasesTold::unsupported)};
template <>
inline constexpr auto kFields<LogitsWritten> =
    std::tuple{field("file", &LogitsWritten::file), field("tokens", &LogitsWritten::tokens)};
template <>
inline constexpr auto kFields<Reproduced> = std::tuple{field("run", &Reproduced::run),
                                                       field("row", &Reproduced::row),
                                                       field("cell", &Reproduced::cell),
                                                       field("outcome", &Reproduced::outcome),
                                                       field("metric", &Reproduced::metric),
                                                       field("before", &Reproduced::before),
                                                       field("now", &Reproduced::now),
                                                       field("before_condition", &Reproduced::before_condition),
                                                       field("now_condition", &Reproduced::now_condition),
                                                       field("ratio", &Reproduced::ratio),
                                                       unless_empty("reason", &Reproduced::reason),
                                                       unless_empty("machine_ratio", &Reproduced::machine_ratio)};
template <>
inline constexpr auto kFields<ReplayTold> =
    std::tuple{field("requests", &ReplayTold::requests),
               field("served", &ReplayTold::served),
               field("replayed_ms", &ReplayTold::replayed_ms),
               field("predicted_ms", &ReplayTold::predicted_ms),
               field("ratio", &ReplayTold::ratio),
               field("workers", &ReplayTold::workers),
               field("peak_rss_bytes", &ReplayTold::peak_rss_bytes),
               field("worker_peak_rss_bytes", &ReplayTold::worker_peak_rss_bytes),
               field("source", &ReplayTold::source)};
template <>
inline constexpr auto kFields<GoalTold> = std::tuple{
    field("id", &GoalTold::id),         field("title", &GoalTold::title),       field("unit", &GoalTold::unit),
    field("value", &GoalTold::value),   field("ci95", &GoalTold::ci95),         field("n", &GoalTold::n),
    field("goal", &GoalTold::goal),     field("at_least", &GoalTold::at_least), field("met", &GoalTold::met),
    field("inputs", &GoalTold::inputs), field("reason", &GoalTold::reason),     field("source", &GoalTold::source)};
template <>
inline constexpr auto kFields<RateTold> = std::tuple{field("model", &RateTold::model),
                                                     field("precision", &RateTold::precision),
                                                     field("prefill_tokens_per_s", &RateTold::prefill_tokens_per_s),
                                                     field("decode_tokens_per_s", &RateTold::decode_tokens_per_s),
                                                     field("reason", &RateTold::reason),
                                                     field("source", &RateTold::source)};
template <>
inline constexpr auto kFields<OperationTold> = std::tuple{field("model", &OperationTold::model),
                                                          field("phase", &OperationTold::phase),
                                                          field("operation", &OperationTold::operation),
                                                          field("dispatches", &OperationTold::dispatches),
                                                          field("seconds", &OperationTold::seconds),
                                                          field("step_share", &OperationTold::step_share),
                                                          field("flops", &OperationTold::flops),
                                                          field("bytes", &OperationTold::bytes),
                                                          field("flops_per_s", &OperationTold::flops_per_s),
                                                          field("bytes_per_s", &OperationTold::bytes_per_s),
                                                          field("flops_share", &OperationTold::flops_share),
                                                          field("bytes_share", &OperationTold::bytes_share),
                                                          field("source", &OperationTold::source)};
template <>
inline constexpr auto kFields<NotTimed> =
    std::tuple{field("what", &NotTimed::what), field("reason", &NotTimed::reason), field("source", &NotTimed::source)};
template <>
inline constexpr auto kFields<ServedTold> =
    std::tuple{field("model", &ServedTold::model),
               field("device", &ServedTold::device),
               field("precision", &ServedTold::precision),
               field("weights", &ServedTold::weights),
               field("arrivals", &ServedTold::arrivals),
               field("seed", &ServedTold::seed),
               field("slots", &ServedTold::slots),
               field("chunk_tokens", &ServedTold::chunk_tokens),
               field("state_bytes", &ServedTold::state_bytes),
               field("requests", &ServedTold::requests),
               field("seconds", &ServedTold::seconds),
               field("ttft_ms", &ServedTold::ttft_ms),
               field("ttft_p95_ms", &ServedTold::ttft_p95_ms),
               field("ttft_p99_ms", &ServedTold::ttft_p99_ms),
               field("tpot_ms", &ServedTold::tpot_ms),
               field("tpot_p95_ms", &ServedTold::tpot_p95_ms),
               field("tpot_p99_ms", &ServedTold::tpot_p99_ms),
               field("wait_ms", &ServedTold::wait_ms),
               field("wait_p95_ms", &ServedTold::wait_p95_ms),
               field("wait_p99_ms", &ServedTold::wait_p99_ms),
               field("wait_p95_ci95", &ServedTold::wait_p95_ci95),
               field("arrived_per_s", &ServedTold::arrived_per_s),
               field("answered_per_s", &ServedTold::answered_per_s),
               field("patience_s", &ServedTold::patience_s),
               field("goodput_per_s", &ServedTold::goodput_per_s),
               field("goodput_ci95", &ServedTold::goodput_ci95),
               field("mean_queued", &ServedTold::mean_queued),
               field("most_queued", &ServedTold::most_queued),
               field("utilisation", &ServedTold::utilisation),
               field("mean_slots", &ServedTold::mean_slots),
               field("other_cpus", &ServedTold::other_cpus),
               field("joules_per_answer", &ServedTold::joules_per_answer),
               field("whole_joules_per_answer", &ServedTold::whole_joules_per_answer),
               field("joules_per_answer_ci95", &ServedTold::joules_per_answer_ci95),
               field("idle_watts", &ServedTold::idle_watts),
               field("energy_source", &ServedTold::energy_source),
               field("energy_from", &ServedTold::energy_from),
               field("source", &ServedTold::source)};
template <>
inline constexpr auto kFields<LoadTried> = std::tuple{
    field("per_s", &LoadTried::per_s), field("wait_p95_s", &LoadTried::wait_p95_s), field("kept", &LoadTried::kept)};
template <>
inline constexpr auto kFields<LoadTold> = std::tuple{field("model", &LoadTold::model),
                                                     field("device", &LoadTold::device),
                                                     field("precision", &LoadTold::precision),
                                                     field("kept_per_s", &LoadTold::kept_per_s),
                                                     field("failed_per_s", &LoadTold::failed_per_s),
                                                     field("patience_s", &LoadTold::patience_s),
                                                     field("requests", &LoadTold::requests),
                                                     field("source", &LoadTold::source)};
template <>
inline constexpr auto kFields<ReuseTold> = std::tuple{field("model", &ReuseTold::model),
                                                      field("device", &ReuseTold::device),
                                                      field("precision", &ReuseTold::precision),
                                                      field("weights", &ReuseTold::weights),
                                                      field("batch", &ReuseTold::batch),
                                                      field("prompt_tokens", &ReuseTold::prompt_tokens),
                                                      field("reused_tokens", &ReuseTold::reused_tokens),
                                                      field("ttft_ms", &ReuseTold::ttft_ms),
                                                      field("whole_ttft_ms", &ReuseTold::whole_ttft_ms),
                                                      field("restore_ms", &ReuseTold::restore_ms),
                                                      field("snapshot_bytes", &ReuseTold::snapshot_bytes),
                                                      field("source", &ReuseTold::source)};

} // namespace pareto::protocol
