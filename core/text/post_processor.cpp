// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/post_processor.h"

#include "core/text/json_fields.h"

namespace pareto {

using nlohmann::json;

namespace {

/// ["[SEP]", 102]
Result<int32_t> read_pair(const JsonFields& fields, const std::string& name) {
  PARETO_TRY_ASSIGN(pair, fields.array(name));
  if (pair->size() != 2 || !(*pair)[0].is_string())
    return fields.wrong(name, "a token and its id");
  return token_id((*pair)[1], fields.path(name + "[1]"));
}

/// The ids that a template's own table gives for a special token.
Result<std::vector<int32_t>> special_ids(const JsonFields& fields, const std::string& name) {
  const std::string path = fields.path("special_tokens");
  PARETO_TRY_ASSIGN(value, fields.required("special_tokens"));
  PARETO_TRY_ASSIGN(table, JsonFields::of(*value, path));
  const json* entry = table.find(name);
  if (!entry)
    return fail(ErrorCode::InvalidFile, path + " lacks the token '" + name.substr(0, 60) + "' that the template names.",
                path);
  PARETO_TRY_ASSIGN(token, JsonFields::of(*entry, path + "." + name));
  PARETO_TRY_ASSIGN(list, token.array("ids"));
  std::vector<int32_t> ids;
  for (size_t i = 0; i < list->size(); ++i) {
    PARETO_TRY_ASSIGN(id, token_id((*list)[i], token.path("ids[" + std::to_string(i) + "]")));
    ids.push_back(id);
  }
  return ids;
}

struct Arrangement {
  std::vector<int32_t> before, after;
};

Result<Arrangement> read_template(const JsonFields& fields) {
  PARETO_TRY_ASSIGN(items, fields.array("single"));
  Arrangement made;
  bool text_seen = false;
  for (size_t i = 0; i < items->size(); ++i) {
    const std::string path = fields.path("single[" + std::to_string(i) + "]");
    PARETO_TRY_ASSIGN(item, JsonFields::of((*items)[i], path));
    if (item.find("Sequence")) {
      if (text_seen)
        return fail(ErrorCode::Unsupported, path + " repeats the text, which is not supported.", path);
      text_seen = true;
      continue;
    }
    PARETO_TRY_ASSIGN(value, item.required("SpecialToken"));
    PARETO_TRY_ASSIGN(special, JsonFields::of(*value, path + ".SpecialToken"));
    PARETO_TRY_ASSIGN(name, special.text("id"));
    PARETO_TRY_ASSIGN(ids, special_ids(fields, name));
    std::vector<int32_t>& side = text_seen ? made.after : made.before;
    side.insert(side.end(), ids.begin(), ids.end());
  }
  if (!text_seen)
    return fields.wrong("single", "a template that holds the text (Sequence A)");
  return made;
}

} // namespace

Status PostProcessor::append(const json& value, const std::string& path) {
  if (value.is_null())
    return {};
  PARETO_TRY_ASSIGN(fields, JsonFields::of(value, path));
  PARETO_TRY_ASSIGN(type, fields.text("type"));
  Arrangement made;
  if (type == "Sequence") {
    PARETO_TRY_ASSIGN(list, fields.array("processors"));
    for (size_t i = 0; i < list->size(); ++i)
      PARETO_TRY(append((*list)[i], fields.path("processors[" + std::to_string(i) + "]")));
    return {};
  }
  if (type == "ByteLevel") // moves offsets only
    return {};
  if (type == "RobertaProcessing" || type == "BertProcessing") {
    PARETO_TRY_ASSIGN(cls, read_pair(fields, "cls"));
    PARETO_TRY_ASSIGN(sep, read_pair(fields, "sep"));
    made = {{cls}, {sep}};
  } else if (type == "TemplateProcessing") {
    PARETO_TRY_ASSIGN(read, read_template(fields));
    made = std::move(read);
  } else {
    return fail(ErrorCode::Unsupported,
                path + " is of type '" + type.substr(0, 60) +
                    "', which is not supported; supported: Sequence, ByteLevel, TemplateProcessing, "
                    "RobertaProcessing, BertProcessing.",
                path);
  }
  m_before.insert(m_before.begin(), made.before.begin(), made.before.end());
  m_after.insert(m_after.end(), made.after.begin(), made.after.end());
  return {};
}

Result<PostProcessor> PostProcessor::read(const json& value, const std::string& path) {
  PostProcessor processor;
  PARETO_TRY(processor.append(value, path));
  return processor;
}

PostProcessor PostProcessor::around(std::vector<int32_t> before, std::vector<int32_t> after) {
  PostProcessor processor;
  processor.m_before = std::move(before);
  processor.m_after = std::move(after);
  return processor;
}

void PostProcessor::apply(std::vector<int32_t>& ids) const {
  ids.insert(ids.begin(), m_before.begin(), m_before.end());
  ids.insert(ids.end(), m_after.begin(), m_after.end());
}

size_t PostProcessor::added() const { return m_before.size() + m_after.size(); }

} // namespace pareto
