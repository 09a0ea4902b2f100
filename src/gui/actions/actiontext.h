// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/actions/actionrequest.h"
#include "gui/actions/actionrules.h"
#include "gui/clustersource.h"

#include <QCoreApplication>
#include <QString>
#include <QStringList>

namespace tandem::gui {

/// What actions are called, what they will do, why they cannot be had, and how they ended. Pure.
class ActionText
{
    Q_DECLARE_TR_FUNCTIONS(tandem::gui::ActionText)

public:
    /// What a dialog says before anything happens.
    struct Confirmation
    {
        QString title;          ///< a question
        QStringList paragraphs; ///< what it will do, on the cluster as it is now
        QString warning;        ///< may be empty
        QString button;         ///< the verb
        QString command;        ///< the line of tandemctl that does the same
    };
    /// How a request stands.
    struct Outcome
    {
        QString title;
        QString text; ///< error and what to do; may be empty
    };

    static QString button(ActionKind kind); ///< on the node's card, with an ellipsis: a dialog follows
    static QString hint(ActionKind kind, const QString &node);
    static QString obstacle(const ActionObstacle &obstacle, const QString &node);
    /// `whom`: the arguments that name cluster and identity, e.g. "--cluster /etc/tandem/cluster.toml".
    static Confirmation confirmation(const ActionRequest &request, const ClusterSource &source, const QString &whom);
    static QString command(const ActionRequest &request, const QString &whom);

    static Outcome underWay(const ActionRequest &request);
    static Outcome done(const ActionRequest &request);
    static Outcome failed(const ActionRequest &request, const Error &error);

    /// As a POSIX shell takes it back as one word.
    static QString shellWord(const QString &text);

private:
    static void describeSwitchOver(Confirmation &words, const ClusterSource &source, int node);
    static void describeEndSwitchover(Confirmation &words, const ClusterSource &source, int node);
    static void describeBeginMaintenance(Confirmation &words, const ClusterSource &source, int node);
    static void describeEndMaintenance(Confirmation &words, const ClusterSource &source, int node);
};

} // namespace tandem::gui
