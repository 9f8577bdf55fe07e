// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/answer/meeting_view.h"

#include "ui/pages/page_head.h"
#include "ui/words/format.h"
#include "ui/words/voice.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

/// As other texts of pages, and by the keyboard as well: it is there to be taken along.
QLabel* noteText(QWidget* parent, const QString& name, int pixels, bool bold) {
  QLabel* label = pageText(parent, name, pixels, bold);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  return label;
}

QString paragraphs(const std::vector<std::string>& lines) {
  QStringList all;
  for (const std::string& line : lines)
    all << unbroken(shown(line));
  return all.join(QLatin1Char('\n'));
}

} // namespace

MeetingView::MeetingView(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  m_title = noteText(this, QStringLiteral("meetingTitle"), kHeadingType, true);
  m_title->setWordWrap(false);
  m_copy = new QPushButton(this);
  m_copy->setObjectName(QStringLiteral("copyNotes"));
  m_save = new QPushButton(this);
  m_save->setObjectName(QStringLiteral("saveNotes"));
  auto* head = new QHBoxLayout;
  head->addWidget(m_title);
  head->addWidget(m_copy);
  head->addWidget(m_save);
  head->addStretch();
  m_none = noteText(this, QStringLiteral("noPhrases"), kTextType, false);
  m_grid = new QGridLayout;
  m_grid->setHorizontalSpacing(24);
  column->addLayout(head);
  column->addWidget(m_none);
  column->addLayout(m_grid);
  for (QWidget*& half : m_halves) {
    half = new QWidget(this);
    auto* parts = new QVBoxLayout(half);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(10);
  }
  for (size_t i = 0; i < kNotesParts; ++i) {
    Part& part = m_parts[i];
    QWidget* half = m_halves[i < static_cast<size_t>(NotesPart::Plan) ? 0 : 1];
    part.box = new QWidget(half);
    half->layout()->addWidget(part.box);
    auto* inside = new QVBoxLayout(part.box);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(2);
    part.title = noteText(part.box, QStringLiteral("notesTitle%1").arg(i), kTextType, true);
    part.lines = noteText(part.box, QStringLiteral("notes%1").arg(i), kTextType, false);
    inside->addWidget(part.title);
    inside->addWidget(part.lines);
  }
  connect(m_save, &QPushButton::clicked, this, &MeetingView::saveWanted);
  arrange(1);
}

void MeetingView::retranslate() {
  m_title->setText(tr("For the meeting"));
  m_save->setText(tr("Save as &text…"));
  m_none->setText(unbroken(tr("No phrases yet: they are made of waits that may decide, of memory and of prices.")));
  for (size_t i = 0; i < kNotesParts; ++i) {
    m_parts[i].title->setText(unbroken(shown(notes_title(WindowVoice(), static_cast<NotesPart>(i)))));
    m_parts[i].lines->setAccessibleName(m_parts[i].title->text());
  }
}

void MeetingView::show(const Notes& notes) {
  for (size_t i = 0; i < kNotesParts; ++i) {
    m_parts[i].lines->setText(paragraphs(notes[i]));
    m_parts[i].box->setVisible(!notes[i].empty());
  }
  const auto plan = notes.begin() + static_cast<std::ptrdiff_t>(NotesPart::Plan);
  m_none->setVisible(std::all_of(notes.begin(), plan, [](const auto& lines) { return lines.empty(); }));
}

void MeetingView::arrange(int columns) {
  if (columns == m_columns)
    return;
  m_columns = columns;
  for (int i = 0; i < 2; ++i) {
    m_grid->addWidget(m_halves[static_cast<size_t>(i)], columns == 2 ? 0 : i, columns == 2 ? i : 0, Qt::AlignTop);
    m_grid->setColumnStretch(i, i < columns ? 1 : 0);
  }
}

} // namespace pareto::ui
