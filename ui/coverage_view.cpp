// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/coverage_view.h"

#include "core/decide/words/survey_words.h"
#include "ui/shipped_documents.h"
#include "ui/words/language.h"
#include "ui/words/voice.h"

#include <QEvent>
#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

enum Role { EntryRole = Qt::UserRole, SectionsRole, CoverageRole, SearchRole };
enum Column { NameColumn, CoverageColumn, HowColumn, Columns };
constexpr int kSectionsWidth = 500, kNameWidth = 200, kCoverageWidth = 100;
constexpr int kDetailLines = 4, kRowAir = 8;

bool inJapanese() { return currentLanguage() == QLatin1String("ja"); }

QString noteOf(const SurveyEntry& entry) { return shown(inJapanese() ? entry.note_ja : entry.note); }
QString nameOf(const SurveySection& section) { return shown(inJapanese() ? section.name_ja : section.name); }

/// How it is here or why not, and the note.
QString howOf(const SurveyEntry& entry) {
  const QString how = shown(coverage_text(WindowVoice(), entry)), note = noteOf(entry);
  return note.isEmpty() ? how : how + QLatin1String(inJapanese() ? "" : " ") + note;
}

QStringList listOf(const std::vector<std::string>& words) {
  QStringList list;
  for (const std::string& word : words)
    list << QString::fromStdString(word);
  return list;
}

/// Its title, its paper as a link, and all that is known of it here.
QString detailOf(const Survey& survey, const SurveyEntry& entry) {
  QStringList sections;
  for (const SurveySection& section : survey.sections)
    if (std::find(entry.sections.begin(), entry.sections.end(), section.id) != entry.sections.end())
      sections << QString::fromStdString(section.id) + QLatin1Char(' ') + nameOf(section);
  const QString paper = QString::fromStdString(entry.paper);
  const QString link = paper.contains(QLatin1String("://")) ? paper : QStringLiteral("arXiv ") + paper;
  return QStringLiteral("<b>%1</b> · <a href=\"%2\">%3</a><br>%4<br>%5")
      .arg(shown(entry.title).toHtmlEscaped(), shown(entry.url()).toHtmlEscaped(), link.toHtmlEscaped(),
           howOf(entry).toHtmlEscaped(), sections.join(QStringLiteral(" · ")).toHtmlEscaped());
}

} // namespace

void CoverageFilter::setSection(const QString& section) {
  m_section = section;
  invalidateFilter();
}

void CoverageFilter::setCoverage(int coverage) {
  m_coverage = coverage;
  invalidateFilter();
}

void CoverageFilter::setWords(const QString& words) {
  m_words = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  invalidateFilter();
}

bool CoverageFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QModelIndex index = sourceModel()->index(row, NameColumn, parent);
  const QString text = index.data(SearchRole).toString();
  return (m_section.isEmpty() || index.data(SectionsRole).toStringList().contains(m_section)) &&
         (m_coverage < 0 || index.data(CoverageRole).toInt() == m_coverage) &&
         std::all_of(m_words.begin(), m_words.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

CoverageView::CoverageView(QWidget* parent)
    : QWidget(parent), m_sections(new QTreeWidget(this)), m_search(new QLineEdit(this)), m_classes(new QComboBox(this)),
      m_count(new QLabel(this)), m_detail(new QLabel(this)), m_table(new QTableView(this)) {
  m_filter.setSourceModel(&m_model);
  buildUi();
  retranslateUi();
  connect(m_sections, &QTreeWidget::currentItemChanged, this, &CoverageView::chooseSection);
  connect(m_search, &QLineEdit::textChanged, this, [this](const QString& words) {
    m_filter.setWords(words);
    showCount();
  });
  connect(m_classes, &QComboBox::currentIndexChanged, this, [this](int index) {
    m_filter.setCoverage(index - 1);
    showCount();
  });
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CoverageView::showEntry);
}

void CoverageView::buildUi() {
  m_sections->setObjectName(QStringLiteral("surveySections"));
  m_sections->setRootIsDecorated(false);
  m_sections->setUniformRowHeights(true);
  m_sections->setTextElideMode(Qt::ElideRight);
  auto* split = new QSplitter(this);
  split->addWidget(m_sections);
  split->addWidget(buildEntries());
  split->setStretchFactor(1, 1);
  split->setChildrenCollapsible(false);
  split->setSizes({kSectionsWidth, kSectionsWidth + kNameWidth});
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(6, 6, 6, 0);
  column->addWidget(split);
}

QWidget* CoverageView::buildEntries() {
  m_search->setObjectName(QStringLiteral("surveySearch"));
  m_search->setClearButtonEnabled(true);
  m_classes->setObjectName(QStringLiteral("surveyClasses"));
  m_table->setObjectName(QStringLiteral("surveyEntries"));
  m_table->setModel(&m_filter);
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + kRowAir);
  m_table->horizontalHeader()->setStretchLastSection(true);
  m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_table->horizontalHeader()->setHighlightSections(false);
  m_detail->setObjectName(QStringLiteral("surveyDetail"));
  m_detail->setWordWrap(true);
  m_detail->setTextFormat(Qt::RichText);
  m_detail->setOpenExternalLinks(true);
  m_detail->setTextInteractionFlags(Qt::TextBrowserInteraction);
  m_detail->setAlignment(Qt::AlignTop);
  m_detail->setMinimumHeight(kDetailLines * fontMetrics().lineSpacing());
  auto* side = new QWidget(this);
  auto* row = new QHBoxLayout;
  row->addWidget(m_search, 1);
  row->addWidget(m_classes);
  auto* column = new QVBoxLayout(side);
  column->setContentsMargins(6, 0, 0, 0);
  column->addLayout(row);
  column->addWidget(m_count);
  column->addWidget(m_table, 1);
  column->addWidget(m_detail);
  return side;
}

void CoverageView::retranslateUi() {
  m_search->setPlaceholderText(tr("Search names, titles and reasons"));
  m_search->setAccessibleName(tr("Search the survey"));
  m_classes->setAccessibleName(tr("Which entries of the survey"));
  m_sections->setAccessibleName(tr("Sections of the survey"));
  m_table->setAccessibleName(tr("Entries of the survey"));
  m_detail->setAccessibleName(tr("About the chosen entry"));
  const Result<Survey>& survey = shippedSurvey();
  if (!survey) {
    m_count->setText(shown(survey.error().message));
    return;
  }
  fillSections(*survey);
  fillClasses(*survey);
  fillEntries(*survey);
  showCount();
  showEntry();
}

void CoverageView::fillSections(const Survey& survey) {
  const QSignalBlocker quiet(m_sections);
  const int chosen = std::max(0, m_sections->indexOfTopLevelItem(m_sections->currentItem()));
  m_sections->clear();
  m_sections->setHeaderLabels({tr("Section"), tr("Runs"), tr("Blueprint", "an entry of the survey"), tr("Kernel"),
                               tr("Not here", "an entry of the survey")});
  const auto add = [&](const QString& id, const QString& name) {
    auto* item = new QTreeWidgetItem(m_sections, {name});
    item->setData(0, SectionsRole, id);
    item->setToolTip(0, name);
    const Survey::Counts counts = survey.counts(id.toStdString());
    for (int i = 0; i < static_cast<int>(counts.size()); ++i) {
      item->setText(i + 1, counts[static_cast<size_t>(i)] == 0 ? QString()
                                                               : QLocale().toString(counts[static_cast<size_t>(i)]));
      item->setTextAlignment(i + 1, Qt::AlignRight | Qt::AlignVCenter);
    }
  };
  add({}, tr("The whole survey"));
  for (const SurveySection& section : survey.sections)
    add(QString::fromStdString(section.id), QString::fromStdString(section.id) + QLatin1Char(' ') + nameOf(section));
  QHeaderView* header = m_sections->header();
  header->setStretchLastSection(false);
  header->setSectionResizeMode(0, QHeaderView::Stretch);
  for (int i = 1; i < m_sections->columnCount(); ++i)
    header->setSectionResizeMode(i, QHeaderView::ResizeToContents);
  m_sections->setCurrentItem(m_sections->topLevelItem(chosen));
}

void CoverageView::fillClasses(const Survey& survey) {
  const QSignalBlocker quiet(m_classes);
  const int chosen = std::max(0, m_classes->currentIndex());
  const Survey::Counts counts = survey.counts();
  m_classes->clear();
  m_classes->addItem(tr("All (%1)").arg(survey.entries.size()));
  for (size_t i = 0; i < counts.size(); ++i)
    m_classes->addItem(
        QStringLiteral("%1 (%2)").arg(shown(coverage_name(WindowVoice(), static_cast<SurveyClass>(i)))).arg(counts[i]));
  m_classes->setCurrentIndex(chosen);
}

void CoverageView::fillEntries(const Survey& survey) {
  m_model.clear();
  m_model.setHorizontalHeaderLabels({tr("Named in the survey"), tr("Here"), tr("How, or why not")});
  for (size_t i = 0; i < survey.entries.size(); ++i) {
    const SurveyEntry& entry = survey.entries[i];
    auto* name = new QStandardItem(shown(entry.name));
    name->setData(static_cast<int>(i), EntryRole);
    name->setData(listOf(entry.sections), SectionsRole);
    name->setData(static_cast<int>(entry.coverage), CoverageRole);
    name->setData(shown(entry.name + " " + entry.title + " " + entry.paper + " " + entry.id) + QLatin1Char(' ') +
                      howOf(entry),
                  SearchRole);
    name->setToolTip(shown(entry.title));
    auto* how = new QStandardItem(howOf(entry));
    how->setToolTip(howOf(entry));
    m_model.appendRow({name, new QStandardItem(shown(coverage_name(WindowVoice(), entry.coverage))), how});
  }
  m_table->setColumnWidth(NameColumn, kNameWidth);
  m_table->setColumnWidth(CoverageColumn, kCoverageWidth);
}

void CoverageView::chooseSection() {
  const QTreeWidgetItem* item = m_sections->currentItem();
  m_filter.setSection(item ? item->data(0, SectionsRole).toString() : QString());
  showCount();
}

void CoverageView::showCount() {
  m_count->setText(tr("%1 of %2 · survey %3, list read on %4")
                       .arg(m_filter.rowCount())
                       .arg(m_model.rowCount())
                       .arg(shown(shippedSurvey()->source), shown(shippedSurvey()->checked)));
  showEntry();
}

void CoverageView::showEntry() {
  const QModelIndex index = m_filter.index(m_table->currentIndex().row(), NameColumn);
  m_detail->setText(index.isValid()
                        ? detailOf(*shippedSurvey(), shippedSurvey()->entries[index.data(EntryRole).toUInt()])
                        : tr("Choose an entry to read what is said of it, with its paper.").toHtmlEscaped());
}

void CoverageView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
