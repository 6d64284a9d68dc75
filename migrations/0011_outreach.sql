-- News and pages of the public portal: the working text and, while it is public, the text readers see.
CREATE TABLE outreach_articles (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    status BIGINT NOT NULL,
    public_at BIGINT,
    changed_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX outreach_articles_id ON outreach_articles (id);
CREATE INDEX outreach_articles_all ON outreach_articles (tenant_id, changed_at, id);
CREATE INDEX outreach_articles_status ON outreach_articles (tenant_id, status, changed_at, id);
-- The public list shows every agency of the portal, so it does not begin with one.
CREATE INDEX outreach_articles_public ON outreach_articles (public_at, id);
