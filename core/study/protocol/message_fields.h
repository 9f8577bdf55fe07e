// SPDX-License-Identifier: GPL-3.0-or-later
// For protocol.cpp alone: what each message of messages.h looks like on the wire.
#pragma once

#include "core/study/protocol/fields.h"
#include "core/study/protocol/messages.h"

namespace pareto::protocol {

/// The fields of each message, beside those that have a way of their own (protocol.cpp). One that is missing does not
/// compile.
template <class M>
inline constexpr auto kFields = nullptr;
template <>
inline constexpr auto kFields<Step> = std::tuple{};
template <>
inline constexpr auto kFields<Park> = std::tuple{};
template <>
inline constexpr auto kFields<Quit> = std::tuple{};
template <>
inline constexpr auto kFields<Unknown> = std::tuple{};
template <>
inline constexpr auto kFields<Failed> = std::tuple{};
template <>
inline constexpr auto kFields<Parked> = std::tuple{};
template <>
inline constexpr auto kFields<Alive> = std::tuple{};
template <>
inline constexpr auto kFields<Scored> = std::tuple{unless_empty("right_by_quarter", &Scored::right_by_quarter),
                                                   unless_empty("trials_by_quarter", &Scored::trials_by_quarter)};
template <>
inline constexpr auto kFields<DeviceSeen> = std::tuple{};
template <>
inline constexpr auto kFields<Load> = std::tuple{field("model", &Load::model), field("device", &Load::device),
                                                 field("precision", &Load::precision), field("limits", &Load::limits)};
template <>
inline constexpr auto kFields<Measure> =
    std::tuple{field("cell", &Measure::cell), field("preview", &Measure::preview),
               unless_empty("prefilled_state", &Measure::prefilled_state),
               unless_empty("calibration", &Measure::calibration), unless_empty("watts", &Measure::watts)};
template <>
inline constexpr auto kFields<Serve> =
    std::tuple{field("slots", &Serve::slots), field("capacity", &Serve::capacity), field("chunk", &Serve::chunk)};
template <>
inline constexpr auto kFields<ServingStep> =
    std::tuple{field("prefill", &ServingStep::prefill), field("ends_prompt", &ServingStep::ends_prompt)};
template <>
inline constexpr auto kFields<ServedRow> =
    std::tuple{field("request", &ServedRow::request), field("slot", &ServedRow::slot),
               field("position", &ServedRow::position), field("tokens", &ServedRow::tokens),
               field("total", &ServedRow::total)};
template <>
inline constexpr auto kFields<Serving> = std::tuple{field("state_bytes", &Serving::state_bytes)};
template <>
inline constexpr auto kFields<Stepped> =
    std::tuple{field("seconds", &Stepped::seconds), unless_empty("tokens", &Stepped::tokens)};
template <>
inline constexpr auto kFields<Change> = std::tuple{field("study", &Change::study)};
template <>
inline constexpr auto kFields<Warned> =
    std::tuple{field("code", &Warned::code), field("message", &Warned::message), unless_empty("model", &Warned::model)};
template <>
inline constexpr auto kFields<Loaded> =
    std::tuple{field("model", &Loaded::model), field("weight_bytes", &Loaded::weight_bytes),
               field("seconds", &Loaded::seconds), unless_empty("limits", &Loaded::limits)};
template <>
inline constexpr auto kFields<Measured> = std::tuple{unless_empty("run", &Measured::run)};
template <>
inline constexpr auto kFields<Started> =
    std::tuple{field("run", &Started::run), field("study", &Started::study),
               field("calibration", &Started::calibration), field("store", &Started::store)};
template <>
inline constexpr auto kFields<Progress> =
    std::tuple{field("round", &Progress::round), field("done", &Progress::done), field("total", &Progress::total),
               field("cell", &Progress::cell), field("remaining_s", &Progress::remaining_s)};
template <>
inline constexpr auto kFields<Limited> =
    std::tuple{field("device", &Limited::device), field("calibration", &Limited::calibration)};
template <>
inline constexpr auto kFields<RoundDone> = std::tuple{field("round", &RoundDone::round)};
template <>
inline constexpr auto kFields<Finished> =
    std::tuple{field("run", &Finished::run), field("stopped", &Finished::stopped)};
template <>
inline constexpr auto kFields<Ready> =
    std::tuple{field("weight_bytes", &Ready::weight_bytes), field("prompt_tokens", &Ready::prompt_tokens)};
template <>
inline constexpr auto kFields<Token> =
    std::tuple{field("index", &Token::index), field("id", &Token::id), unless_empty("text", &Token::text)};
template <>
inline constexpr auto kFields<Generated> = std::tuple{field("tokens", &Generated::tokens),
                                                      field("prompt_tokens", &Generated::prompt_tokens),
                                                      field("stop", &Generated::stop),
                                                      field("ttft_ms", &Generated::ttft_ms),
                                                      field("tpot_ms", &Generated::tpot_ms),
                                                      field("decode_tokens_per_s", &Generated::decode_tokens_per_s),
                                                      field("weight_bytes", &Generated::weight_bytes),
                                                      field("state_bytes", &Generated::state_bytes),
                                                      field("peak_rss_bytes", &Generated::peak_rss_bytes),
                                                      field("weights", &Generated::weights),
                                                      unless_empty("text", &Generated::text),
                                                      unless_empty("chat_form", &Generated::chat_form)};
template <>
inline constexpr auto kFields<ImportDone> =
    std::tuple{field("tool", &ImportDone::tool), field("values", &ImportDone::values),
               field("left_out", &ImportDone::left_out), field("store", &ImportDone::store)};
template <>
inline constexpr auto kFields<Working> =
    std::tuple{field("what", &Working::what), field("done", &Working::done), field("total", &Working::total),
               field("remaining_s", &Working::remaining_s)};

} // namespace pareto::protocol
