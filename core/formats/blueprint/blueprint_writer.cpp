// SPDX-License-Identifier: GPL-3.0-or-later
// The inverse of blueprint.cpp: only what a blueprint can say is written, anything else is refused with its layer.
#include "core/formats/blueprint/blueprint_format.h"
#include "core/formats/config.h"
#include "core/model/feed_forward/list.h"
#include "core/model/same_spec.h"

#include <cmath>
#include <iterator>

namespace pareto {

using nlohmann::json;

namespace {

/// theta behind a table of theta^(-2j/width), or an error for scaled tables, which a blueprint cannot hold.
Result<double> theta_of(const RopeTable& table, int64_t width) {
  const auto refuse = [] {
    return fail(ErrorCode::Unsupported, "uses scaled rotary positions, which a blueprint cannot describe.");
  };
  if (static_cast<int64_t>(table.inv_freq.size()) != width / 2 || table.inv_freq.empty() ||
      !table.inv_freq_long.empty() || table.attention_factor != 1)
    return refuse();
  if (table.inv_freq.size() == 1)
    return 10000.0;
  const double exact = std::pow(table.inv_freq[1], -static_cast<double>(width) / 2);
  const double theta = std::round(exact);
  for (size_t j = 0; j < table.inv_freq.size(); ++j) {
    const double expected = std::pow(theta, -2.0 * static_cast<double>(j) / static_cast<double>(width));
    if (std::abs(table.inv_freq[j] / expected - 1) > 1e-9)
      return refuse();
  }
  return theta;
}

UnaryFunction function_of(const FieldValue& value) { return static_cast<UnaryFunction>(std::get<int64_t>(value)); }

Error refused(const Field& field) {
  return fail(ErrorCode::Unsupported,
              field.refusal.empty() ? "has a setting that a blueprint cannot describe." : field.refusal);
}

Status write_rope(json& out, const Field& field, const RopeSpec& rope, int64_t width) {
  out[field.key] = rope.table != nullptr;
  if (!rope.table)
    return {};
  if (rope.interleaved)
    return fail(ErrorCode::Unsupported, "uses interleaved rotary positions, which a blueprint cannot describe.");
  PARETO_TRY_ASSIGN(theta, theta_of(*rope.table, width));
  out[blueprint::theta_key(field)] = theta;
  return {};
}

/// Writes one part of a block by the table of its type.
class PartWriter {
public:
  PartWriter(const Part& part, const FieldTable& table, int64_t hidden)
      : m_part(part), m_table(table), m_hidden(hidden) {}

  Result<json> write() const {
    for (const Field& field : m_table.rows)
      if (counts(field) && !can_be_said(field))
        return refused(field);
    json out{{"type", m_part.id()}};
    for (const Field& field : m_table.rows)
      if (field.said && counts(field))
        PARETO_TRY(write(out, field));
    return out;
  }

private:
  bool counts(const Field& field) const { return !field.counts || field.counts(m_part); }
  int64_t whole(const std::string& key) const { return std::get<int64_t>(m_table.row(key).get(m_part)); }

  /// Whether the setting is within the words for it, or what it is where there are none.
  bool can_be_said(const Field& field) const {
    const FieldValue value = field.get(m_part);
    const auto at_most = [&](size_t words) { return std::get<int64_t>(value) < static_cast<int64_t>(words); };
    if (field.said && field.kind == Field::Kind::Activation)
      return blueprint::activation_word(function_of(value)) != nullptr;
    if (field.said)
      return field.kind == Field::Kind::Switch ? at_most(2)
                                               : field.kind != Field::Kind::Choice || at_most(field.words.size());
    if (const auto* rule = std::get_if<FieldRule>(&field.otherwise)) {
      const Quotient share = apply(*rule, m_table, m_part, m_hidden);
      return share.exact() && std::get<int64_t>(value) == share.value();
    }
    if (const auto* rope = std::get_if<RopeSpec>(&value))
      return same_rope(*rope, plain_rope(whole(field.width)));
    return !differs(field, value);
  }

  /// Whether a number or a whole one is not as its row has it where nothing is said; both as the struct holds them.
  bool differs(const Field& field, const FieldValue& value) const {
    Part usual = m_part;
    field.set(usual, std::get<FieldValue>(field.otherwise));
    const FieldValue own = field.get(usual);
    const auto* number = std::get_if<double>(&value);
    return number ? *number != std::get<double>(own) : std::get<int64_t>(value) != std::get<int64_t>(own);
  }

  /// Everything is written out but numbers (epsilons) that are as usual.
  Status write(json& out, const Field& field) const {
    const FieldValue value = field.get(m_part);
    switch (field.kind) {
    case Field::Kind::Whole: out[field.key] = std::get<int64_t>(value); break;
    case Field::Kind::Switch: out[field.key] = std::get<int64_t>(value) != 0; break;
    case Field::Kind::Choice: out[field.key] = field.words[static_cast<size_t>(std::get<int64_t>(value))]; break;
    case Field::Kind::Activation: out[field.key] = blueprint::activation_word(function_of(value)); break;
    case Field::Kind::Number:
      if (differs(field, value))
        out[field.key] = std::get<double>(value);
      break;
    case Field::Kind::Rotary: return write_rope(out, field, std::get<RopeSpec>(value), whole(field.width));
    }
    return {};
  }

  const Part& m_part;
  const FieldTable& m_table;
  int64_t m_hidden;
};

/// The block without its second mixer and with weights of its own: what is left must be a published form.
Block plain_form(Block block) {
  if (block.beside())
    block.branches.erase(block.branches.begin() + 1);
  block.share({});
  return block;
}

Result<json> block_json(const Block& block, int64_t hidden) {
  if (block.pre_norm)
    return fail(ErrorCode::Unsupported, "normalises its embedding first, which a blueprint cannot describe.");
  json out = json::object();
  if (const Mixer* mixer = block.mixer()) {
    PARETO_TRY_ASSIGN(written, PartWriter(*mixer, mixer->architecture().fields, hidden).write());
    out["mixer"] = std::move(written);
  }
  if (const FeedForward* ffn = block.ffn()) {
    PARETO_TRY_ASSIGN(written, PartWriter(*ffn, ffn->kind().fields, hidden).write());
    out["ffn"] = std::move(written);
  }
  if (const Mixer* second = block.beside()) {
    PARETO_TRY_ASSIGN(written, PartWriter(*second, second->architecture().fields, hidden).write());
    out["beside"] = std::move(written);
  }
  if (const std::string& shared = block.branches.front().shared; !shared.empty())
    out["shared"] = shared;
  const auto residual = plain_form(block).residual();
  const bool alone = residual == Block::Residual::Parallel && !block.ffn(); // as a blueprint says it, with an ffn
  if (!residual || alone || static_cast<size_t>(*residual) >= std::size(blueprint::kResiduals))
    return fail(ErrorCode::Unsupported,
                "joins its parts with norms around them or one norm for both, which a blueprint cannot describe.");
  out["residual"] = blueprint::kResiduals[static_cast<size_t>(*residual)];
  return out;
}

/// What was written is read back: whatever a blueprint does not say (a setting that came later, a norm of another kind)
/// is refused with its layer, never left out.
Status says_the_same(const json& blueprint, const ModelSpec& spec, const std::string& name) {
  PARETO_TRY_ASSIGN(read, parse_config(blueprint, "blueprint"));
  for (size_t i = 0; i < spec.blocks.size(); ++i)
    if (i >= read.spec.blocks.size() || !same_block(read.spec.blocks[i], spec.blocks[i]))
      return fail(ErrorCode::Unsupported,
                  "Layer " + std::to_string(i) + " has a setting that a blueprint cannot describe.", name);
  if (!same_model(read.spec, spec))
    return fail(ErrorCode::Unsupported,
                "This model has a norm, a scale or a limit beside its layers that a blueprint cannot describe.", name);
  return {};
}

} // namespace

Result<json> blueprint_to_json(const ModelSpec& spec, const std::string& name) {
  const bool layer = spec.norm.kind == NormKind::Layer;
  if (spec.embedding_scale != 1 || spec.positions > 0 || spec.logit_softcap != 0 || spec.logit_scale != 1)
    return fail(ErrorCode::Unsupported,
                "This model scales its embedding, scales or caps its logits or has a position table, which a blueprint "
                "cannot describe.",
                name);
  if (spec.norm.one_plus || !spec.norm.weight || spec.norm.bias != layer)
    return fail(ErrorCode::Unsupported,
                "The norms of this model, from layer 0 on, are of a kind that a blueprint cannot describe (weights "
                "around zero, no weights, or LayerNorm without bias).",
                name);
  json blocks = json::array();
  for (size_t i = 0; i < spec.blocks.size(); ++i) {
    const auto block = block_json(spec.blocks[i], spec.hidden);
    if (!block)
      return fail(block.error().code, "Layer " + std::to_string(i) + " " + block.error().message, name);
    json& last = blocks.empty() ? blocks.emplace_back(json::object()) : blocks.back();
    json repeated = *block;
    repeated["repeat"] = last.value("repeat", 0) + 1;
    json same = last;
    same["repeat"] = repeated["repeat"];
    if (last.empty() || same == repeated)
      last = std::move(repeated);
    else {
      repeated["repeat"] = 1;
      blocks.push_back(std::move(repeated));
    }
  }
  json out{{"paretoscope_blueprint", 1},       {"name", name},
           {"vocab_size", spec.vocab},         {"hidden_size", spec.hidden},
           {"tie_word_embeddings", spec.tied}, {"norm", layer ? "layer" : "rms"},
           {"norm_eps", spec.norm.eps},        {"blocks", std::move(blocks)}};
  if (spec.mask_token >= 0)
    out["mask_token_id"] = spec.mask_token;
  if (spec.max_context > 0)
    out["max_position_embeddings"] = spec.max_context;
  PARETO_TRY(says_the_same(out, spec, name));
  return out;
}

} // namespace pareto
