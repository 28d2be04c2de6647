package io.nearfield.jobs.quickstart.sample;

/**
 * A question that the sample has a good answer to.
 *
 * @param question in the words of a customer
 * @param filter an expression over attributes, or null
 * @param k how many answers to show
 * @param why what makes it worth asking
 */
public record SampleQuestion(String question, String filter, int k, String why) {}
