-- News and pages of the public portal: the working text and, while it is public, the text readers see.
CREATE TABLE outreach_articles (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    status BIGINT NOT NULL,
    public_at BIGINT,
    first_public BIGINT,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX outreach_articles_id ON outreach_articles (id);
CREATE INDEX outreach_articles_all ON outreach_articles (tenant_id, changed_at, id);
CREATE INDEX outreach_articles_status ON outreach_articles (tenant_id, status, changed_at, id);
CREATE INDEX outreach_articles_first ON outreach_articles (tenant_id, first_public);
-- The public list shows every agency of the portal, so it does not begin with one.
CREATE INDEX outreach_articles_public ON outreach_articles (public_at, id);

-- Campaigns of communication with their activities and evidence.
CREATE TABLE outreach_campaigns (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    status BIGINT NOT NULL,
    at BIGINT NOT NULL,
    public_at BIGINT,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX outreach_campaigns_id ON outreach_campaigns (id);
CREATE INDEX outreach_campaigns_all ON outreach_campaigns (tenant_id, at, id);
CREATE INDEX outreach_campaigns_status ON outreach_campaigns (tenant_id, status, at, id);

-- Training and exchange of experience: sessions, who is invited, who came, tests and certificates.
CREATE TABLE outreach_trainings (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    status BIGINT NOT NULL,
    at BIGINT NOT NULL,
    public_at BIGINT,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX outreach_trainings_id ON outreach_trainings (id);
CREATE INDEX outreach_trainings_all ON outreach_trainings (tenant_id, at, id);
CREATE INDEX outreach_trainings_status ON outreach_trainings (tenant_id, status, at, id);

-- Dialogues with citizens: announcement, minutes.
CREATE TABLE outreach_dialogues (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    status BIGINT NOT NULL,
    at BIGINT NOT NULL,
    public_at BIGINT,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX outreach_dialogues_id ON outreach_dialogues (id);
CREATE INDEX outreach_dialogues_all ON outreach_dialogues (tenant_id, at, id);
CREATE INDEX outreach_dialogues_status ON outreach_dialogues (tenant_id, status, at, id);
CREATE INDEX outreach_dialogues_public ON outreach_dialogues (public_at, id);

-- Questions sent in for a dialogue, with their answers.
CREATE TABLE outreach_questions (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    status BIGINT NOT NULL,
    at BIGINT NOT NULL,
    public_at BIGINT,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX outreach_questions_id ON outreach_questions (id);
CREATE INDEX outreach_questions_parent ON outreach_questions (tenant_id, parent_id, at, id);

-- Commendations and misconduct, tied to a person or unit.
CREATE TABLE outreach_conduct (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    unit_id UUID NOT NULL,
    parent_id UUID,
    status BIGINT NOT NULL,
    at BIGINT NOT NULL,
    public_at BIGINT,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX outreach_conduct_id ON outreach_conduct (id);
CREATE INDEX outreach_conduct_all ON outreach_conduct (tenant_id, at, id);
CREATE INDEX outreach_conduct_status ON outreach_conduct (tenant_id, status, at, id);
CREATE INDEX outreach_conduct_unit ON outreach_conduct (tenant_id, unit_id, at, id);

-- Which units a training invites: a person's invitations are found by the units above them.
CREATE TABLE outreach_invited (
    unit_id UUID NOT NULL,
    at BIGINT NOT NULL,
    training_id UUID NOT NULL,
    PRIMARY KEY (unit_id, at, training_id)
);
CREATE INDEX outreach_invited_training ON outreach_invited (training_id);
