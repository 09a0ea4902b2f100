// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/wizard/answersmodel.h"

#include "gui/stateglyph.h"
#include "preflight/question.h"

#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <algorithm>
#include <iterator>

namespace tandem::gui {

namespace {

using preflight::Answer;
using preflight::Outcome;

constexpr int glyphSize = 14;
constexpr quintptr question = ~quintptr(0); ///< internal id; an answer has its question's row

QString text(std::string_view from)
{
    return QString::fromUtf8(from.data(), static_cast<qsizetype>(from.size()));
}

Appearance appearanceOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Fine: return Appearance::Master;
    case Outcome::NotKnown:
    case Outcome::Note: return Appearance::Unknown;
    case Outcome::Warning: return Appearance::Action;
    case Outcome::Error: return Appearance::Fault;
    }
    return Appearance::Unknown;
}

QString wordOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Fine: return AnswersModel::tr("Fine");
    case Outcome::NotKnown: return AnswersModel::tr("Not known");
    case Outcome::Note: return AnswersModel::tr("Note");
    case Outcome::Warning: return AnswersModel::tr("Warning");
    case Outcome::Error: return AnswersModel::tr("Error");
    }
    return {};
}

QIcon iconOf(Outcome outcome, const Theme &theme)
{
    QPixmap mark(glyphSize, glyphSize);
    mark.fill(Qt::transparent);
    QPainter painter(&mark);
    painter.setRenderHint(QPainter::Antialiasing);
    stateglyph::paint(painter, QRectF(mark.rect()).adjusted(1, 1, -1, -1), appearanceOf(outcome), theme);
    painter.end();
    return {mark};
}

QString titleOf(const std::string &code)
{
    for (const auto *each : preflight::allQuestions())
        if (each->code == code)
            return text(each->title).left(1).toUpper() + text(each->title.substr(1));
    return {};
}

QString lineOf(const Answer &answer)
{
    const QString said = text(answer.text);
    return answer.node.empty() ? said : AnswersModel::tr("%1: %2").arg(text(answer.node), said);
}

} // namespace

AnswersModel::AnswersModel(const Theme &theme, QObject *parent) : QAbstractItemModel(parent), m_theme(theme) {}

Outcome AnswersModel::Question::worst() const
{
    return std::ranges::max(answers, {}, &Answer::outcome).outcome;
}

void AnswersModel::setAnswers(std::vector<Answer> answers)
{
    beginResetModel();
    m_questions.clear();
    for (Answer &answer : answers) {
        if (m_questions.empty() || m_questions.back().code != answer.code)
            m_questions.push_back({answer.code, {}});
        m_questions.back().answers.push_back(std::move(answer));
    }
    endResetModel();
}

void AnswersModel::setAnswers(const std::string &code, const std::vector<Answer> &answers)
{
    const auto found = std::ranges::find(m_questions, code, &Question::code);
    if (found == m_questions.end() || answers.empty())
        return;
    const QModelIndex at = index(static_cast<int>(found - m_questions.begin()), 0);
    beginRemoveRows(at, 0, static_cast<int>(found->answers.size()) - 1);
    found->answers.clear();
    endRemoveRows();
    beginInsertRows(at, 0, static_cast<int>(answers.size()) - 1);
    found->answers = answers;
    endInsertRows();
    emit dataChanged(at, at);
}

std::string AnswersModel::codeAt(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const auto row = index.internalId() == question ? static_cast<std::size_t>(index.row()) : index.internalId();
    return m_questions[row].code;
}

const Answer *AnswersModel::answerAt(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == question)
        return nullptr;
    return &m_questions[index.internalId()].answers[static_cast<std::size_t>(index.row())];
}

QString AnswersModel::reasonAt(const QModelIndex &index) const
{
    const Answer *answer = answerAt(index);
    if (answer == nullptr || (answer->why.empty() && answer->fix.empty()))
        return {};
    if (answer->fix.empty())
        return tr("%1.").arg(text(answer->why));
    if (answer->why.empty())
        return tr("To find out: %1").arg(text(answer->fix));
    return tr("%1. To mend it: %2").arg(text(answer->why), text(answer->fix));
}

int AnswersModel::count(Outcome outcome) const
{
    std::ptrdiff_t count = 0;
    for (const auto &each : m_questions)
        count += std::ranges::count(each.answers, outcome, &Answer::outcome);
    return static_cast<int>(count);
}

bool AnswersModel::isFine(int row) const
{
    return m_questions[static_cast<std::size_t>(row)].worst() == Outcome::Fine;
}

QModelIndex AnswersModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : question);
}

QModelIndex AnswersModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == question)
        return {};
    return createIndex(static_cast<int>(index.internalId()), 0, question);
}

int AnswersModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_questions.size());
    if (parent.internalId() != question || parent.column() != 0)
        return 0;
    return static_cast<int>(m_questions[static_cast<std::size_t>(parent.row())].answers.size());
}

int AnswersModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant AnswersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Answer *answer = answerAt(index);
    const Outcome outcome =
        answer != nullptr ? answer->outcome : m_questions[static_cast<std::size_t>(index.row())].worst();
    const QString line = answer != nullptr ? lineOf(*answer) : titleOf(codeAt(index));
    switch (role) {
    case Qt::DisplayRole: return line;
    case Qt::DecorationRole: return iconOf(outcome, m_theme);
    case Qt::AccessibleTextRole: return tr("%1: %2").arg(wordOf(outcome), line);
    case Qt::ToolTipRole: return answer != nullptr ? reasonAt(index) : text(codeAt(index));
    default: return {};
    }
}

} // namespace tandem::gui
