// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chat_template.h"

namespace pareto {

namespace {

using Variables = Template::Variables;

std::string plain_text(std::string_view system, std::string_view user) {
  return (system.empty() ? std::string() : std::string(system) + "\n\n") + std::string(user);
}

/// What `transformers` hands to a template: no tools and no documents are given as none, not left undefined.
Variables variables(const ChatSource& source, std::string_view system, std::string_view user) {
  Variables messages = Variables::array();
  if (!system.empty())
    messages.push_back({{"role", "system"}, {"content", std::string(system)}});
  messages.push_back({{"role", "user"}, {"content", std::string(user)}});
  Variables all = {
      {"messages", std::move(messages)}, {"tools", nullptr}, {"documents", nullptr}, {"add_generation_prompt", true}};
  for (const auto& [name, text] : source.special_tokens)
    all[name] = text;
  return all;
}

ChatPrompt approximate(const std::string& why, std::string_view system, std::string_view user) {
  ChatPrompt prompt{plain_text(system, user), ChatForm::Approximate, false, {}};
  prompt.warnings.push_back(
      {"chat_approximate",
       why +
           " The prompt is approximate: the text as it is, without the turns of a conversation; --raw asks for that."});
  return prompt;
}

/// White space around a text aside, since templates trim.
bool holds(std::string_view prompt, std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  return begin == std::string_view::npos ||
         prompt.find(text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1)) != std::string_view::npos;
}

} // namespace

const char* to_string(ChatForm form) {
  switch (form) {
  case ChatForm::None: return "none";
  case ChatForm::Raw: return "raw";
  case ChatForm::Template: return "template";
  case ChatForm::Approximate: return "approximate";
  }
  return "none";
}

ChatPrompt render_chat(const ChatSource& source, std::string_view system, std::string_view user,
                       const Template::Clock& clock) {
  if (source.text.empty() && !source.problem.empty())
    return approximate(source.problem, system, user);
  if (source.text.empty())
    return {
        plain_text(system, user),
        ChatForm::None,
        false,
        {{"no_chat_template",
          "The model has no chat template: the text is given to it as it is, without the turns of a conversation."}}};
  const auto read = Template::read(source.text);
  if (!read)
    return approximate(read.error().message, system, user);
  const auto text = read->render(variables(source, system, user), clock);
  if (text) {
    ChatPrompt prompt{*text, ChatForm::Template, true, {}};
    if (!holds(*text, system))
      prompt.warnings.push_back(
          {"system_left_out", "The model's chat template leaves the system text out of the prompt."});
    return prompt;
  }
  if (system.empty() || text.error().code != ErrorCode::InvalidArgument)
    return approximate(text.error().message, system, user);
  const auto merged =
      read->render(variables(source, {}, plain_text(system, user)), clock); // templates without a system turn
  if (!merged)
    return approximate(text.error().message, system, user);
  return {
      *merged,
      ChatForm::Approximate,
      true,
      {{"chat_approximate",
        text.error().message + " The prompt is approximate: the system text stands at the front of the question."}}};
}

ChatPrompt raw_chat(std::string_view system, std::string_view user) {
  return {plain_text(system, user), ChatForm::Raw, false, {}};
}

} // namespace pareto
