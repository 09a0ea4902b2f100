// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gui/appearance.h"
#include "gui/clustersource.h"

#include <QCoreApplication>
#include <QString>

namespace tandem::gui {

/// What matters most about a cluster, in one sentence, and how it looks. Pure.
class Headline
{
    Q_DECLARE_TR_FUNCTIONS(tandem::gui::Headline)

public:
    struct Words
    {
        QString text;
        Appearance look = Appearance::Unknown;
    };
    static Words of(const ClusterSource &source);
    /// The whole cluster as one shape: worst first.
    static Appearance lookOf(const ClusterSource &source);

private:
    static Words ofInstance(const fleet::InstanceView &instance);
};

} // namespace tandem::gui
